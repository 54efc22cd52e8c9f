import { mkdirSync, mkdtempSync, openSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fault, isFault } from '../../../src/core/faults.ts';
import { readFat } from '../../../src/formats/fat/read-fat.ts';
import { testWith, tool } from '../../tool.ts';
import { allFiles } from './all-files.ts';
import { anyContents } from './any-contents.ts';
import { type Contents, type FatImage, fatImage } from './fat-image.ts';
import { memoryMedium } from './memory-medium.ts';

const MIB = 2 ** 20;
const CLUSTER = 512;
const CONTENTS: Contents = {
  'rsd.toml': text('language = "de"\n'),
  'recovery/nimbus-1.2/Größe der Wurzel.img': new Uint8Array(3001).fill(2),
  'recovery/nimbus-1.2/leer': new Uint8Array(),
  'recovery/LONGNA~1.TXT': text('one'),
  'recovery/longname one.txt': text('two'),
};
let folder: string;

function text(ascii: string): Uint8Array {
  return new Uint8Array(Buffer.from(ascii));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened({ bytes, sizeBytes }: FatImage): ReturnType<typeof readFat> {
  return readFat(memoryMedium(bytes, sizeBytes), sizeBytes);
}

/** The fault of reading everything, as its facts. */
async function refusal(image: FatImage): Promise<Fault<'FMT-01'>['facts'] | 'nothing thrown'> {
  try {
    await allFiles(await opened(image));
    return 'nothing thrown';
  } catch (error) {
    if (isFault(error, 'FMT-01')) return error.facts;
    throw error;
  }
}

test('readFat() lists and reads what planFat32() laid out', async () => {
  await fc.assert(
    fc.asyncProperty(anyContents, async (contents) => {
      const fat = await opened(fatImage(contents));
      expect(fat).toMatchObject({ kind: 'FAT32', label: 'RSD-DATA' });
      expect(await allFiles(fat)).toEqual(contents);
    }),
  );
});

testWith('mkfs.vfat', 'mcopy').for([
  ['FAT32', 40, '-F32'],
  ['FAT32', 300, '-F32'],
  ['FAT16', 16, '-F16'],
] as const)(
  'readFat() reads a %s of %d MiB that mkfs.vfat and mtools made',
  async ([kind, sizeMib, option]) => {
    const image = join(folder, 'image');
    const source = join(folder, 'source');
    writeFileSync(image, '');
    truncateSync(image, sizeMib * MIB);
    must('mkfs.vfat', option, '-n', 'OTHERS', image);
    for (const [path, bytes] of Object.entries(CONTENTS)) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), bytes);
    }
    must('mcopy', '-s', '-i', image, join(source, 'recovery'), join(source, 'rsd.toml'), '::/');
    // Leaves holes, so that what comes next is in pieces.
    must('mdel', '-i', image, '::/rsd.toml');
    const large = Uint8Array.from({ length: 100_000 }, (_, nth) => nth % 251);
    writeFileSync(join(folder, 'large'), large);
    must('mcopy', '-i', image, join(folder, 'large'), '::/rsd.toml');
    const file = openSync(image, 'r');
    const fat = await readFat(
      {
        async read(offsetBytes, into) {
          expect(readSync(file, into, 0, into.length, offsetBytes)).toBe(into.length);
        },
      },
      sizeMib * MIB,
    );
    expect(fat).toMatchObject({ kind, label: 'OTHERS' });
    expect(await allFiles(fat)).toEqual({ ...CONTENTS, 'rsd.toml': large });
  },
);

test('readFat() finds a file in upper or lower case, and reads no further than its end', async () => {
  const fat = await opened(fatImage(CONTENTS));
  const file = await fat.open('RECOVERY/longNAME ONE.txt');
  const into = new Uint8Array(5).fill(9);
  expect([await file.read(1, into), [...into]]).toEqual([2, [...text('wo'), 9, 9, 9]]);
  expect(await file.read(3, into)).toBe(0);
  expect(await file.read(2 ** 40, into)).toBe(0);
});

test.for([['recovery'], ['nothing'], ['']] as const)(
  'readFat() opens no "%s", which is no file',
  async ([path]) => {
    const fat = await opened(fatImage(CONTENTS));
    await expect(fat.open(path)).rejects.toMatchObject({ code: 'FMT-01', facts: { field: 'path' } });
  },
);

const LARGE = new Uint8Array(4 * CLUSTER);
/** Root: cluster 2; `D`: 3; `D/E`: 4; `D/L`: 5 to 8; `S`: 9. */
const SMALL: Contents = { 'D/E/EMPTY': new Uint8Array(), 'D/L': LARGE, S: text('s') };
/** Where in the root the entries of `D` and `S` are, behind that of the label. */
const [D, S] = [32, 64];
const [IN_D_E, IN_D_L] = [CLUSTER + 64, CLUSTER + 96];

/** Each writes something wrong into the image of SMALL. */
const DAMAGES: Record<string, (image: ReturnType<typeof editable>) => void> = {
  'cluster chain: "D/L" has the cluster 5, which is taken': ({ link }) => link(6, 5),
  'cluster chain: "D" goes on after 4096 clusters': ({ link }) => link(3, 3),
  'cluster chain: "S" has the cluster 9, which is taken': ({ link }) => link(3, 9),
  'cluster chain: "D/L" has the cluster 70000, which there is not': ({ link }) => link(6, 70_000),
  'cluster chain: "D/L" has the cluster 0, which there is not': ({ link }) => link(6, 0),
  'cluster chain: "D/L" has the cluster 268435447, which there is not': ({ link }) => link(6, 0xffffff7),
  'cluster chain: "D/L" has 2 clusters, and needs 4': ({ link }) => link(6, 0xfffffff),
  'cluster chain: "D/L" needs 8388608 clusters, and there are 65536': ({ u32 }) =>
    u32(IN_D_L + 28, 0xffffffff),
  'cluster chain: "S" has the cluster 0, which there is not': ({ u32 }) => u32(S + 26, 1 << 16),
  'cluster chain: "D/E" has the cluster 3, which is taken': ({ u32 }) => u32(IN_D_E + 26, 3),
  'cluster chain: "D/E" has the cluster 2, which is taken': ({ u32 }) => u32(IN_D_E + 26, 2),
  'name: a name in "": "D": it is there twice': ({ u32 }) => u32(S, 0x20202044),
  'name: a name in "": "/": FAT has no name with "/"': ({ u32 }) => u32(S, 0x2020202f),
  'name: a name in "": "": it is empty, or stands for a folder': ({ u32 }) => u32(D, 0x20202020),
};

test.for(Object.entries(DAMAGES))('readFat() refuses %s', async ([problem, damage]) => {
  const image = fatImage(SMALL);
  damage(editable(image));
  const facts = await refusal(image);
  expect(facts === 'nothing thrown' ? facts : `${facts.field}: ${facts.problem}`).toBe(problem);
});

function editable({ bytes, tableAt, dataAt }: FatImage): {
  readonly link: (cluster: number, next: number) => void;
  readonly u32: (at: number, value: number) => void;
} {
  const view = new DataView(bytes.buffer);
  return {
    link: (cluster, next) => view.setUint32(tableAt + cluster * 4, next, true),
    u32: (at, value) => view.setUint32(dataAt + at, value, true),
  };
}

test('readFat() refuses a folder that lies in itself over and over', async () => {
  const deep = Object.fromEntries([['a/'.repeat(15) + 'b', new Uint8Array(1)]]);
  expect(await refusal(fatImage(deep))).toBe('nothing thrown');
  const image = fatImage(deep);
  // The file in the last folder becomes a folder, which is one too deep.
  image.bytes[image.dataAt + 15 * CLUSTER + 64 + 32 + 11] = 0x10;
  expect(await refusal(image)).toMatchObject({ field: 'path' });
});

/** Where damage does most: the boot sector, the table, the folders. */
const places = ({ tableAt, dataAt }: FatImage): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: tableAt, max: tableAt + 200 }),
    fc.integer({ min: dataAt, max: dataAt + 4 * CLUSTER - 1 }),
  );

test('readFat() throws nothing but its fault, and soon, whatever is changed', async () => {
  const image = fatImage(CONTENTS);
  const edit = fc.tuple(places(image), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
      const bytes = image.bytes.slice();
      for (const [at, byte] of edits) bytes[at] = byte;
      const facts = await refusal({ ...image, bytes });
      expect(facts === 'nothing thrown' ? 'FAT' : facts.format).toBe('FAT');
    }),
    { numRuns: 500 },
  );
});

function must(name: string, ...args: readonly string[]): void {
  const { status, stderr } = tool(name, ...args);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
}
