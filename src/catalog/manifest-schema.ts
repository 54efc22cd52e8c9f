import * as z from 'zod';
import { verityGeometry } from '../formats/verity/verity-geometry.ts';
import { isFirmwareOnly } from './is-firmware-only.ts';
import type { Manifest, Payload } from './manifest.ts';
import { digest, id, model, name, version } from './signed-fields.ts';

const BLOCK_BYTES = 4096;
const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** A partition may claim this much; the sum over a layout stays exact in a JavaScript number. */
const MAX_PARTITION_BYTES = 2 ** 46;
/** Neither starts without the other. */
const SYSTEM: readonly Payload['role'][] = ['kernel', 'rootfs'];

const bytesUpTo = (max: number): z.ZodInt => z.int().min(1).max(max);
// A tree over one block has no digest to hold, and the makers of such trees disagree about it.
const dataBlocks = z
  .int()
  .min(2)
  .max((64 * GIB) / BLOCK_BYTES);

const verity = z
  .strictObject({
    version: z.literal([0, 1]).exactOptional(),
    rootDigest: digest,
    salt: z
      .string()
      .regex(/^(?:[0-9a-f]{2}){0,256}$/, { error: 'not pairs of lower-case hexadecimal digits' }),
    dataBlocks,
  })
  // In format 0 the kernels and tools of the past pad or cut any other salt, each in its own way.
  .refine(({ version: format, salt }) => format === 1 || salt === '' || salt.length === 64, {
    path: ['salt'],
    error: 'format 0 takes no salt or one of 64 hexadecimal digits',
  });

const kernel = z.strictObject({
  role: z.literal('kernel'),
  file: z.literal('kernel.bin'),
  bytes: bytesUpTo(512 * MIB),
  sha256: digest,
});

const rootfs = z
  .strictObject({
    role: z.literal('rootfs'),
    file: z.literal(['rootfs.img', 'rootfs.img.zst']),
    bytes: bytesUpTo(64 * GIB),
    sha256: digest,
    compression: z.literal('zstd-seekable').exactOptional(),
    verity,
  })
  .refine(({ file, compression }) => (file === 'rootfs.img.zst') === (compression !== undefined), {
    path: ['file'],
    error: 'rootfs.img.zst is the compressed file, rootfs.img the one that is not',
  })
  .refine(({ bytes, compression, verity: tree }) => compression !== undefined || fitsTree(bytes, tree), {
    path: ['bytes'],
    error: 'not the size of the data blocks and their hash tree',
  });

const firmware = z.strictObject({
  role: z.literal('firmware'),
  file: z.literal('firmware.bin'),
  bytes: bytesUpTo(64 * MIB),
  sha256: digest,
  version,
});

const payloads = z
  .array(z.discriminatedUnion('role', [kernel, rootfs, firmware]))
  .max(3)
  .refine((all) => new Set(all.map(({ role }) => role)).size === all.length, {
    error: 'a role is there twice',
  })
  .refine(
    (all) =>
      isFirmwareOnly({ payloads: all }) || SYSTEM.every((needed) => all.some(({ role }) => role === needed)),
    {
      error: 'the kernel or the root filesystem is missing',
    },
  );

const partition = z.strictObject({
  number: z.int().min(1).max(128),
  label: z.string().regex(/^[ -~]{1,36}$/, { error: 'not 1 to 36 characters of printable ASCII' }),
  type: z.enum(['kernel', 'rootfs', 'efi', 'data', 'firmware', 'reserved', 'minios', 'hibernate']),
  sizeBytes: z.union([bytesUpTo(MAX_PARTITION_BYTES).multipleOf(BLOCK_BYTES), z.literal('rest')], {
    error: 'not a multiple of 4096 up to 2^46 and not "rest"',
  }),
  payload: z.enum(['kernel', 'rootfs']).exactOptional(),
  boot: z
    .strictObject({
      priority: z.int().min(0).max(15),
      tries: z.int().min(0).max(15),
      successful: z.literal([0, 1]),
    })
    .exactOptional(),
  filesystem: z.literal('ext4').exactOptional(),
});

/** Format 1. What the partitions of a layout mean together is the installer's to judge: it depends on the disk. */
export const MANIFEST_SCHEMA: z.ZodType<Manifest> = z
  .strictObject({
    format: z.literal(1),
    id,
    os: z.strictObject({ name, version }),
    arch: z.enum(['x86_64', 'aarch64', 'armv7l', 'i686']),
    models: z.array(model).min(1).max(KIB),
    payloads,
    layout: z.array(partition).max(64),
    minimumAgent: version,
  })
  .refine((manifest) => isFirmwareOnly(manifest) === (manifest.layout.length === 0), {
    path: ['layout'],
    error: 'it has to be empty in a release of firmware alone, and in no other',
  });

// zod calls the check of an object although one of its fields was refused: then there is nothing to add.
function fitsTree(bytes: number, tree: { readonly dataBlocks: number }): boolean {
  if (!dataBlocks.safeParse(tree.dataBlocks).success) return true;
  return bytes === verityGeometry(tree.dataBlocks, 'root-first').imageBlocks * BLOCK_BYTES;
}
