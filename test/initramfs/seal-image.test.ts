import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SealedImage, sealImage } from '../../initramfs/seal-image.ts';
import { testWith, tool } from '../tool.ts';

const BLOCK_BYTES = 4096;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  file = join(folder, 'image');
  // Not a whole number of blocks, and more than one block of the tree.
  writeFileSync(file, Buffer.alloc(200 * BLOCK_BYTES + 7, 'recovery'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function verify({ dataBlocks, rootDigest, salt }: SealedImage): number | null {
  const place = [`--data-blocks=${dataBlocks}`, `--hash-offset=${dataBlocks * BLOCK_BYTES}`];
  const rule = ['--no-superblock', '--format=1', `--salt=${salt}`];
  return tool('veritysetup', 'verify', ...place, ...rule, file, file, rootDigest).status;
}

testWith('veritysetup')(
  'sealImage() makes an image that veritysetup verifies, and not after a change',
  async () => {
    const sealed = await sealImage(file);
    expect(sealed.dataBlocks).toBe(201);
    expect(verify(sealed)).toBe(0);
    const changed = readFileSync(file);
    changed[150 * BLOCK_BYTES] = 0;
    writeFileSync(file, changed);
    expect(verify(sealed)).not.toBe(0);
  },
);

test('sealImage() makes the same image of the same data', async () => {
  const data = readFileSync(file);
  const first = [await sealImage(file), readFileSync(file)];
  writeFileSync(file, data);
  expect([await sealImage(file), readFileSync(file)]).toEqual(first);
});
