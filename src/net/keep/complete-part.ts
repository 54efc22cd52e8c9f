import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { fetchMissing } from './fetch-missing.ts';
import { keptDigest } from './kept-digest.ts';
import type { KeptFile } from './kept-file.ts';
import type { KeptPart } from './kept-part.ts';

type OnBytes = (doneBytes: number, totalBytes: number) => void;
type OnDone = (bytes: number) => void;

/**
 * Fetches what is missing of a release through a `source` that keeps it, and checks every file as a whole. All of them
 * are on the medium when it resolves. `onBytes` counts what is fetched and what is checked.
 * @throws Fault STK-06 when the part is lost or damaged, IMG-01, IMG-02, NET-…, or the signal's reason
 */
export async function completePart(
  part: KeptPart,
  id: string,
  source: RecoverySource,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  refuseLost(part);
  const { files } = part;
  const totalBytes = files.reduce((sum, { sizeBytes, missingBytes }) => sum + sizeBytes + missingBytes, 0);
  let doneBytes = 0;
  const onDone: OnDone = (bytes) => {
    refuseLost(part);
    onBytes((doneBytes += bytes), totalBytes);
  };
  for (const file of files) await completeFile(part, file, id, source, onDone, signal);
  await part.save();
  for (const file of files) await checkFile(part, file, onDone, signal);
}

function refuseLost({ lost }: KeptPart): void {
  if (lost !== 'no') throw lost;
}

/** Fetches again when more holes were found than can be remembered at a time. */
async function completeFile(
  part: KeptPart,
  file: KeptFile,
  id: string,
  source: RecoverySource,
  onDone: OnDone,
  signal: AbortSignal,
): Promise<void> {
  for (let { missingBytes } = file; missingBytes > 0; missingBytes = file.missingBytes) {
    const payload = await source.openPayload(id, file.file, signal);
    if (payload === 'absent') throw new Fault('IMG-01', { file: file.file });
    await using held = payload;
    const facts = { file: file.file, expectedBytes: file.sizeBytes, gotBytes: held.sizeBytes };
    if (held.sizeBytes !== file.sizeBytes) throw new Fault('IMG-02', facts);
    await fetchMissing(file, held, onDone, signal);
    refuseLost(part);
    if (file.missingBytes < missingBytes) continue;
    throw new Fault('STK-06', { problem: 'what was fetched was not kept', file: file.file });
  }
}

async function checkFile(part: KeptPart, file: KeptFile, onDone: OnDone, signal: AbortSignal): Promise<void> {
  const sha256 = await keptDigest(part, file, onDone, signal);
  refuseLost(part);
  if (sha256 === file.sha256) return;
  await part.forget([file]);
  throw new Fault('STK-06', { problem: 'what was kept is damaged', file: file.file });
}
