import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildHashTree } from '../../../src/formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../../../src/formats/verity/verity-geometry.ts';
import { testWith, tool } from '../../tool.ts';
import { pseudoRandom } from './pseudo-random.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SALT = '01ad1f06255d452d91337bf037953053cc3e452541db4b8ca05811bf3e2b6027';
const zeros = new Uint8Array(4096);

// Published with Chromium OS's verity: zero-filled blocks. Beginning and end of the root digest.
test.for([
  [32, '', '2d3a43008286f565', 'b610d2ba'],
  [16384, '', '45d65d6f9e5a962f', '29833372'],
  [16383, '', 'dc8cec4220d388b0', 'edfa66dc6a'],
  [16000, '', '10832dd62c427bcf', '72ad4b07'],
  [217600, '', '15d5a180b5080a1d', 'c2fd4d8b'],
  [16384, SALT, '8015fea349568f51', '6b1256'],
  [16384, `${SALT}abcdef`, '8015fea349568f51', '6b1256'],
] as const)('buildHashTree() of %d zero blocks with salt "%s" has the published root digest', (vector) => {
  const [dataBlocks, salt, beginning, end] = vector;
  const rule = { version: 0, salt: Buffer.from(salt, 'hex') } as const;
  const { rootDigest } = buildHashTree(() => zeros, verityGeometry(dataBlocks, 'root-first'), rule);
  const digest = Buffer.from(rootDigest).toString('hex');
  expect([digest.slice(0, beginning.length), digest.slice(-end.length)]).toEqual([beginning, end]);
});

const CASES = [0, 1].flatMap((version) =>
  [1, 2, 127, 128, 129, 300, 16385].flatMap((blocks) => [
    { version: version === 0 ? (0 as const) : (1 as const), blocks, salt: '' },
    { version: version === 0 ? (0 as const) : (1 as const), blocks, salt: SALT },
  ]),
);

testWith('veritysetup').for([...CASES, { version: 1 as const, blocks: 129, salt: 'abcdef' }])(
  'buildHashTree() makes the very tree of veritysetup: %j',
  ({ version, blocks, salt }) => {
    const data = pseudoRandom(blocks * 4096);
    const image = join(folder, 'made-by-veritysetup');
    writeFileSync(image, data);
    const made = tool('veritysetup', 'format', ...verityOptions(image, version, blocks, salt));
    expect(made).toMatchObject({ status: 0, stderr: '' });

    const built = build(data, version, salt);
    expect(made.stdout.match(/Root hash:\s+([0-9a-f]{64})/)?.[1]).toBe(built.rootDigest);
    expect(readFileSync(image).subarray(data.length).equals(built.tree)).toBe(true);
  },
);

testWith('veritysetup').for([0, 1] as const)(
  'buildHashTree() of version %d makes a tree that veritysetup verifies, until a bit is flipped',
  (version) => {
    const data = pseudoRandom(300 * 4096);
    const { tree, rootDigest } = build(data, version, SALT);
    const image = join(folder, 'made-here');
    const verify = () =>
      tool('veritysetup', 'verify', ...verityOptions(image, version, 300, SALT, rootDigest)).status;
    writeFileSync(image, Buffer.concat([data, tree]));
    expect(verify()).toBe(0);
    tree[3 * 4096] = (tree[3 * 4096] ?? 0) ^ 1;
    writeFileSync(image, Buffer.concat([data, tree]));
    expect(verify()).not.toBe(0);
  },
);

test('buildHashTree() leaves-first has the same blocks and the same root digest', () => {
  const data = pseudoRandom(300 * 4096);
  const rule = { version: 0, salt: Buffer.from(SALT, 'hex') } as const;
  const block = (index: number) => data.subarray(index * 4096, (index + 1) * 4096);
  const rootFirst = buildHashTree(block, verityGeometry(300, 'root-first'), rule);
  const leavesFirst = buildHashTree(block, verityGeometry(300, 'leaves-first'), rule);
  expect(leavesFirst.rootDigest).toEqual(rootFirst.rootDigest);
  expect(leavesFirst.tree).toEqual(
    Uint8Array.of(...rootFirst.tree.subarray(4096), ...rootFirst.tree.subarray(0, 4096)),
  );
});

test('buildHashTree() refuses a tree above 1 GiB before it asks for a block', () => {
  const never = (): Uint8Array => {
    throw new Error('a block was asked for');
  };
  expect(() =>
    buildHashTree(never, verityGeometry(2 ** 26, 'root-first'), { version: 0, salt: zeros.subarray(0, 0) }),
  ).toThrow(expect.objectContaining({ code: 'FMT-01' }));
});

test('buildHashTree() refuses a last block that is not whole', () => {
  const data = new Uint8Array(2 * 4096 - 1);
  const block = (index: number) => data.subarray(index * 4096, (index + 1) * 4096);
  expect(() =>
    buildHashTree(block, verityGeometry(2, 'root-first'), { version: 1, salt: zeros.subarray(0, 0) }),
  ).toThrow(expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'block' }) }));
});

function build(data: Uint8Array, version: 0 | 1, salt: string): { tree: Uint8Array; rootDigest: string } {
  const geometry = verityGeometry(data.length / 4096, 'root-first');
  const block = (index: number) => data.subarray(index * 4096, (index + 1) * 4096);
  const { tree, rootDigest } = buildHashTree(block, geometry, { version, salt: Buffer.from(salt, 'hex') });
  return { tree, rootDigest: Buffer.from(rootDigest).toString('hex') };
}

function verityOptions(
  image: string,
  version: 0 | 1,
  blocks: number,
  salt: string,
  ...digest: string[]
): string[] {
  return [
    image,
    image,
    ...digest,
    `--format=${version}`,
    '--no-superblock',
    `--hash-offset=${blocks * 4096}`,
    `--salt=${salt === '' ? '-' : salt}`,
    `--data-blocks=${blocks}`,
    '--data-block-size=4096',
    '--hash-block-size=4096',
  ];
}
