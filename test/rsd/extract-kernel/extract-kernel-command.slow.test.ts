import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { standInKernel } from '../../../src/simulate/stand-in-kernel.ts';
import { assembleImage, IMAGE_TOOLS, officialParts, packRecovery } from '../../fixtures/official-image.ts';
import { testWith, tool } from '../../tool.ts';
import { runRsd } from '../run-rsd.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-extract-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const IMAGE = path('recovery.bin');
const test = testWith(...IMAGE_TOOLS, 'dd', 'zip');

beforeAll(() => {
  const kernel = packRecovery(standInKernel(1 << 20), 'cros_recovery', folder);
  assembleImage(IMAGE, officialParts(kernel, kernel, new Uint8Array(4096)));
});

/** The recipe of "Extracting a Recovery Kernel", but for the -b of cgpt show, which since then wants a partition. */
function byTheRecipe(out: string): void {
  const script = [
    `START=$(cgpt show ${IMAGE} | grep KERN-A | awk '{print $1}')`,
    `SIZE=$(cgpt show ${IMAGE} | grep KERN-A | awk '{print $2}')`,
    `dd status=none of=${out} if=${IMAGE} bs=512 count=$SIZE skip=$START`,
  ];
  expect(tool('sh', '-ec', script.join('\n')).status).toBe(0);
}

describe('rsd extract-kernel', () => {
  test.for([
    ['by the partition table', []],
    ['--legacy, where the first images have it', ['--legacy']],
  ] as const)('gives, %s, the same bytes as cgpt and dd', async ([name, options]) => {
    const [mine, theirs] = [path(`mine ${name}`), path('theirs')];
    byTheRecipe(theirs);
    const { fault, results } = await runRsd('extract-kernel', IMAGE, '-o', mine, ...options);
    expect(fault).toBe('none');
    expect(results).toEqual([mine]);
    expect(readFileSync(mine).equals(readFileSync(theirs))).toBe(true);
  });

  test('takes an image out of its zip, and leaves nothing else behind', async () => {
    tool('zip', '-q', '-j', path('recovery.zip'), IMAGE);
    const before = readdirSync(folder);
    const { fault } = await runRsd('extract-kernel', path('recovery.zip'), '-o', path('zipped'));
    expect(fault).toBe('none');
    expect(readdirSync(folder).toSorted()).toEqual([...before, 'zipped'].toSorted());
  });

  test('replaces no file', async () => {
    writeFileSync(path('precious'), 'precious');
    const { fault } = await runRsd('extract-kernel', IMAGE, '-o', path('precious'));
    expect(fault).toMatchObject({ code: 'OPT-01' });
    expect(readFileSync(path('precious'), 'utf8')).toBe('precious');
  });

  test.for([
    ['an image that ends inside of the kernel', 4096 * 512 + 100_000, /ends before sector 36864/],
    ['an image that ends before it', 1_000_000, /ends before sector 36864/],
  ] as const)('refuses %s', async ([, bytes, problem]) => {
    const short = path('short.bin');
    writeFileSync(short, readFileSync(IMAGE));
    truncateSync(short, bytes);
    const { fault } = await runRsd('extract-kernel', '--legacy', short, '-o', path('never'));
    expect(fault).toMatchObject({ code: 'IMP-01', facts: { problem: expect.stringMatching(problem) } });
    expect(existsSync(path('never'))).toBe(false);
  });

  test('refuses a place where no kernel is', async () => {
    const empty = path('empty.bin');
    writeFileSync(empty, '');
    truncateSync(empty, 40_000 * 512);
    const { fault } = await runRsd('extract-kernel', '--legacy', empty, '-o', path('never'));
    expect(fault).toMatchObject({
      code: 'IMP-01',
      facts: { problem: expect.stringMatching(/^KERN-A: keyblock magic/) },
    });
  });
});
