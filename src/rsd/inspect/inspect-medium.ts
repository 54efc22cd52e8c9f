import { Fault, isFault } from '../../core/faults.ts';
import { findFmap } from '../../formats/fmap/find-fmap.ts';
import { readKeyblock } from '../../formats/vboot/keyblock.ts';
import { readPackedKey } from '../../formats/vboot/packed-key.ts';
import { readVblock } from '../../formats/vboot/vblock.ts';
import { inspectData, isFat } from './inspect-data.ts';
import { inspectDisk, readTables } from './inspect-disk.ts';
import { inspectFirmware } from './inspect-firmware.ts';
import { keyFinding } from './inspect-key.ts';
import { kernelFinding, keyblockFinding, preambleFinding } from './inspect-vboot.ts';
import type { Looking } from './looking.ts';
import { bytesAt, type Medium } from './medium.ts';
import type { Report } from './report.ts';

const HEAD_BYTES = 64 * 1024;
const MAX_KEY_BYTES = 16 * 1024;
const MAX_KERNEL_BYTES = 512 << 20;
const MAX_FLASH_BYTES = 64 << 20;

/** Says what something is by what is in it, never by its name. @throws Fault FMT-01 when it is damaged, OPT-01 */
export async function inspectMedium(medium: Medium, looking: Looking): Promise<Report> {
  if (medium.sizeBytes === 0) throw unknown(medium, 'it is empty');
  const head = await bytesAt(medium, 0, HEAD_BYTES);
  if (startsWith(head, 'CHROMEOS')) return await inspectSigned(medium, head);
  const tables = await readTables(medium);
  if (tables !== 'none' && tables.kind === 'found') return await inspectDisk(medium, tables, looking);
  if (medium.sizeBytes <= MAX_FLASH_BYTES) {
    const flash = await bytesAt(medium, 0, MAX_FLASH_BYTES);
    if (hasFmap(flash)) return await inspectFirmware(flash);
  }
  if (isKnown(() => readPackedKey(head)) && medium.sizeBytes <= MAX_KEY_BYTES)
    return { kind: 'public key (vbpubk)', ...keyFinding(readPackedKey(head)) };
  if (isPrivateKey(head) && medium.sizeBytes <= MAX_KEY_BYTES)
    return {
      kind: 'private key (vbprivk)',
      note: 'nothing of it is shown; keep it where nobody else can read it',
    };
  if (await isFat(medium)) return await inspectData(medium, looking);
  if (tables !== 'none') return await inspectDisk(medium, tables, looking);
  throw unknown(medium, 'it is no disk, no firmware image, and nothing that vboot signs');
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic;
}

/** A keyblock alone, with a firmware preamble, or with a kernel. */
async function inspectSigned(medium: Medium, head: Uint8Array): Promise<Report> {
  const keyblock = readKeyblock(head);
  if (keyblock.sizeBytes === medium.sizeBytes) return { kind: 'keyblock', ...keyblockFinding(keyblock) };
  if (medium.sizeBytes <= HEAD_BYTES && isKnown(() => readVblock(head)))
    return {
      kind: 'vblock (keyblock and firmware preamble)',
      keyblock: keyblockFinding(keyblock),
      preamble: preambleFinding(head.subarray(keyblock.sizeBytes), keyblock),
    };
  const bytes = await bytesAt(medium, 0, Math.min(medium.sizeBytes, MAX_KERNEL_BYTES));
  return { kind: 'kernel', fileBytes: medium.sizeBytes, ...(await kernelFinding(bytes)) };
}

function hasFmap(flash: Uint8Array): boolean {
  return isKnown(() => findFmap(flash));
}

/** An algorithm of vboot (u64), then an RSA private key in DER: a SEQUENCE with a long length, and version 0. */
function isPrivateKey(head: Uint8Array): boolean {
  const [algorithm = 255, ...zeros] = head.subarray(0, 8);
  const isDer = head[8] === 0x30 && head[9] === 0x82 && head[12] === 0x02 && head[13] === 0x01;
  return algorithm <= 17 && zeros.length === 7 && zeros.every((byte) => byte === 0) && isDer;
}

function isKnown(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (isFault(error, 'FMT-01')) return false;
    throw error;
  }
}

function unknown({ name }: Medium, problem: string): Fault {
  return new Fault('OPT-01', { option: name, problem });
}
