import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import type { SoftwareFile } from '../../stick/software-manifest.ts';
import type { OnBytes } from '../../stick/write-stick.ts';
import type { ChosenSoftware } from './choose-software.ts';

const PIECE_BYTES = 1 << 20;

/**
 * Fetches recovery software into `cache`/software/<id>. A run that stopped left what it had in `cache`/software.part, and
 * the next one goes on behind that. Nothing is checked here: `checkSoftware` does that, and knows better.
 * @returns the folder
 */
export async function fetchSoftware(
  source: RecoverySource,
  { manifest, bytes }: Pick<ChosenSoftware, 'manifest' | 'bytes'>,
  cache: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<string> {
  const { id, files } = manifest;
  const whole = join(cache, 'software', id);
  if (await isThere(whole, bytes)) return whole;
  const part = join(cache, 'software.part', id);
  if (!(await isThere(part, bytes))) await begin(part, bytes);
  const wanted = [...files.keys, files.kernel, ...(files.uki ? [files.uki] : []), files.rootfs];
  const totalBytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
  let beforeBytes = 0;
  for (const file of wanted) {
    const done = beforeBytes;
    await fetchFile(source, id, file, part, (doneBytes) => onBytes(done + doneBytes, totalBytes), signal);
    beforeBytes += file.bytes;
  }
  await mkdir(join(cache, 'software'), { recursive: true });
  await rm(whole, { recursive: true, force: true });
  await rename(part, whole);
  return whole;
}

/** Software of the same name that was made anew is another one. */
async function isThere(folder: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await using file = await open(join(folder, 'software.json'));
    return Buffer.compare(await file.readFile(), bytes) === 0;
  } catch {
    // It has not been fetched, or not whole.
    return false;
  }
}

async function begin(part: string, bytes: Uint8Array): Promise<void> {
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await writeFile(join(part, 'software.json'), bytes);
}

async function fetchFile(
  source: RecoverySource,
  id: string,
  { file, bytes }: SoftwareFile,
  folder: string,
  onBytes: (doneBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const payload = await source.openPayload(id, file, signal);
  if (payload === 'absent') throw new Fault('MAK-06', { problem: `${file} is missing` });
  await using from = payload;
  if (from.sizeBytes !== bytes)
    throw new Fault('MAK-06', { problem: `${file} has ${from.sizeBytes} bytes instead of ${bytes}` });
  await using to = await open(join(folder, file), 'a+');
  const { size } = await to.stat();
  // Longer than it can be: that is of something else.
  if (size > bytes) await to.truncate(0);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = size > bytes ? 0 : size; at < bytes; ) {
    const got = await from.read(at, piece.subarray(0, Math.min(piece.length, bytes - at)), signal);
    if (got === 0) throw new Fault('MAK-06', { problem: `${file} became shorter while it was fetched` });
    await to.appendFile(piece.subarray(0, got));
    at += got;
    onBytes(at);
  }
}
