import { expect, test } from 'vitest';
import { verifyKernel } from '../../src/catalog/verify-kernel.ts';
import { verityArgument } from '../../src/formats/verity/verity-argument.ts';
import { kernelImage } from '../../src/install/kernel-image.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { signKernel } from '../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { candidateOf, keyNamed, MANIFEST, policyFor, releaseOf, sha256 } from '../catalog/signed-release.ts';

const { signal } = new AbortController();
const VERITY = { rootDigest: 'ef'.repeat(32), salt: '01'.repeat(32), dataBlocks: 200 };
const BLOB = signKernel({
  arch: 'aarch64',
  vmlinuz: Buffer.alloc(5000, 'kernel'),
  commandLine: verityArgument(VERITY),
  bootloader: new Uint8Array(4096),
  keyblock: signKeyblock(
    { dataKey: encodePackedKey(keyNamed('kernel data'), 1), flags: 0x17 },
    keyNamed('subkey'),
  ),
  signer: keyNamed('kernel data'),
  version: 1,
});

/** The image of a kernel with so many bytes behind its signed body, and the padding that it must have. */
function imageOf(moreBytes: number): { file: Uint8Array; image: ReturnType<typeof kernelImage> } {
  const file = Buffer.concat([BLOB, Buffer.alloc(moreBytes, 0xee)]);
  const [, rootfs] = MANIFEST.payloads;
  const kernel = { role: 'kernel', file: 'kernel.bin', bytes: file.length, sha256: sha256(file) };
  const release = releaseOf(candidateOf({ ...MANIFEST, payloads: [kernel, rootfs] }), policyFor());
  return { file, image: kernelImage(verifyKernel(release, file, policyFor())) };
}

test.for([0, 1, 4095, 4096])(
  'kernelImage() is the file and zeros up to a whole block: %i bytes more',
  async (more) => {
    const { file, image } = imageOf(more);
    expect(image).toMatchObject({ file: 'kernel.bin', sizeBytes: Math.ceil(file.length / 4096) * 4096 });
    const content = new Uint8Array(image.sizeBytes).fill(0xff);
    for (let at = 0; at < content.length; at += 16_384)
      await image.fill(at, content.subarray(at, at + 16_384), signal);
    expect(Buffer.compare(content.subarray(0, file.length), file)).toBe(0);
    expect(content.subarray(file.length).every((byte) => byte === 0)).toBe(true);
    expect(await image.firstWrong(0, content, signal)).toBe('none');
  },
);

test('kernelImage() keeps its own bytes: what becomes of the file later does not matter', async () => {
  const { file, image } = imageOf(0);
  const wanted = Uint8Array.from(file);
  file.fill(0);
  const content = new Uint8Array(image.sizeBytes);
  await image.fill(0, content, signal);
  expect(Buffer.compare(content.subarray(0, wanted.length), wanted)).toBe(0);
});

test('kernelImage() finds the first of the changed bytes, in the file and in the padding', async () => {
  const { image } = imageOf(1);
  const content = new Uint8Array(image.sizeBytes);
  await image.fill(0, content, signal);
  for (const at of [0, 8191, 8192, BLOB.length, image.sizeBytes - 1]) {
    const changed = Uint8Array.from(content);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    changed[image.sizeBytes - 1] = 0x77;
    expect(await image.firstWrong(0, changed, signal)).toBe(at);
    const from = Math.floor(at / 4096) * 4096;
    expect(await image.firstWrong(from, changed.subarray(from, from + 4096), signal)).toBe(at);
  }
});
