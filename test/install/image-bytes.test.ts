import { expect, test } from 'vitest';
import type { Manifest, ManifestVerity } from '../../src/catalog/manifest.ts';
import { imageBytesOf } from '../../src/install/image-bytes.ts';
import { MANIFEST } from '../catalog/signed-release.ts';

const VERITY: ManifestVerity = { rootDigest: 'ef'.repeat(32), salt: '', dataBlocks: 200 };
const FILE = { bytes: 5000, sha256: 'ab'.repeat(32) };

function manifestWith(verity: ManifestVerity): Manifest {
  return {
    ...MANIFEST,
    payloads: [
      { role: 'kernel', file: 'kernel.bin', ...FILE },
      { role: 'rootfs', file: 'rootfs.img.zst', compression: 'zstd-seekable', verity, ...FILE },
    ],
  };
}

test('imageBytesOf() is the size of the file for a kernel', () => {
  expect(imageBytesOf(manifestWith(VERITY), 'kernel')).toBe(5000);
});

test.for([
  [2, 1],
  [128, 1],
  [129, 2 + 1],
  [128 * 128, 128 + 1],
  [128 * 128 + 1, 129 + 2 + 1],
] as const)(
  'imageBytesOf() counts the unpacked data and its hash tree: %i data blocks and %i of tree',
  ([data, tree]) => {
    const manifest = manifestWith({ ...VERITY, dataBlocks: data });
    expect(imageBytesOf(manifest, 'rootfs')).toBe((data + tree) * 4096);
  },
);

test('imageBytesOf() is nothing for a payload that is not there', () => {
  expect(imageBytesOf({ ...MANIFEST, payloads: [] }, 'rootfs')).toBe(0);
});
