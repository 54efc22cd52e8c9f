import { open } from 'node:fs/promises';
import { encodeGpt } from '../../../src/formats/gpt/encode-gpt.ts';
import type { GptTable } from '../../../src/formats/gpt/gpt-table.ts';
import { signKernel } from '../../../src/signing/sign-kernel.ts';
import { newReleaseKeys } from '../../../src/simulate/simulated-keys.ts';
import { standInKernel } from '../../../src/simulate/stand-in-kernel.ts';
import { bytesContent } from '../../../src/stick/bytes-content.ts';
import { planStick } from '../../../src/stick/plan-stick.ts';
import { anyRootfs } from '../release-folder.ts';

const ROOT_GUID = '01234567-89AB-8CDE-8123-456789ABCDEF';
const { signal } = new AbortController();

/** Writes the image of a stick as rsd makes one, with `files` on its data partition. Its kernel would not start. */
export async function stickImage(
  path: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<GptTable> {
  const rootfs = anyRootfs(64, 1);
  const keys = newReleaseKeys('none');
  const kernel = signKernel({
    arch: 'x86_64',
    vmlinuz: standInKernel(4096),
    commandLine: [
      `rsd.root=PARTUUID=${ROOT_GUID.toLowerCase()}`,
      `rsd.digest=${rootfs.rootDigest} rsd.salt=${rootfs.salt} rsd.blocks=${rootfs.dataBlocks}`,
    ].join(' '),
    bootloader: new Uint8Array(4096),
    keyblock: keys.kernelKeyblock,
    signer: keys.kernelData,
    version: 1,
  });
  const { table, pieces } = planStick({
    software: {
      partitionGuid: ROOT_GUID,
      kernel: bytesContent(kernel),
      rootfs: bytesContent(rootfs.image),
      uki: 'none',
    },
    files: Object.entries(files).map(([name, bytes]) => ({ path: name, content: bytesContent(bytes) })),
    sizeBytes: 'least',
    identity: 'test',
    modified: new Date('2026-02-03T04:05:06Z'),
    label: path,
  });
  await using file = await open(path, 'w+');
  await file.truncate(table.sizeBytes);
  for (const { offsetBytes, content } of pieces) {
    const bytes = new Uint8Array(content.sizeBytes);
    await content.read(0, bytes, signal);
    await file.write(bytes, 0, bytes.length, offsetBytes);
  }
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  await file.write(primary, 0, primary.length, 0);
  await file.write(secondary, 0, secondary.length, secondaryOffsetBytes);
  return table;
}

/** Changes one byte of a file. */
export async function flip(path: string, offsetBytes: number): Promise<void> {
  await using file = await open(path, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offsetBytes);
  await file.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, offsetBytes);
}
