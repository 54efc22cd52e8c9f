import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest } from '../../src/catalog/manifest.ts';
import { packBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import { encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import type { GptPartition } from '../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';
import { tool } from '../tool.ts';

const SECTOR_BYTES = 512;
const MIB = 1 << 20;

/** Puts a release onto a disk image as if it had always been there: without the agent, and proved good. */
export async function installSystem(release: string, image: string): Promise<void> {
  const { layout } = readManifest(readFileSync(join(release, 'manifest.json')));
  await using disk = await open(image, 'r+');
  const { size: sizeBytes } = await disk.stat();
  const partitions: GptPartition[] = [];
  let atBytes = MIB;
  for (const { number, label, type, sizeBytes: size, payload, boot } of layout) {
    const bytes = size === 'rest' ? sizeBytes - MIB - atBytes : size;
    partitions.push({
      number,
      typeGuid: GPT_TYPES[type],
      uniqueGuid: crypto.randomUUID().toUpperCase(),
      firstLba: atBytes / SECTOR_BYTES,
      lastLba: (atBytes + bytes) / SECTOR_BYTES - 1,
      attributes: boot === undefined ? 0n : packBootAttributes(0n, { ...boot, successful: 1 }),
      name: label,
    });
    if (payload !== undefined) {
      const content = readFileSync(join(release, payload === 'kernel' ? 'kernel.bin' : 'rootfs.img'));
      await disk.write(content, 0, content.length, atBytes);
    }
    if (type === 'data') makeExt4(image, atBytes, bytes);
    atBytes += bytes;
  }
  const table = {
    diskGuid: crypto.randomUUID().toUpperCase(),
    sectorBytes: 512,
    sizeBytes,
    partitions,
  } as const;
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(table);
  await disk.write(primary, 0, primary.length, 0);
  await disk.write(secondary, 0, secondary.length, secondaryOffsetBytes);
}

function makeExt4(image: string, offsetBytes: number, bytes: number): void {
  const { status, stderr } = tool(
    'mkfs.ext4',
    '-q',
    '-E',
    `offset=${offsetBytes}`,
    image,
    `${bytes / 1024}k`,
  );
  if (status !== 0) throw new Error(stderr);
}
