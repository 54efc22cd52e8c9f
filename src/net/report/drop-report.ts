import { Fault, toFault } from '../../core/faults.ts';
import { MAX_WRITE_BYTES } from '../server/remote-writes.ts';
import type { SftpSession } from '../server/sftp-session.ts';

/** The report of a run, as it goes to a drop folder. */
export interface OutgoingReport {
  /** Its name in the drop folder, which no other report ever has. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Puts a report into a drop folder, whole or not at all, and never in the place of another. It is written under a hidden
 * name first. Resolves when the server has said that it is there, also when an earlier try had put it there.
 * @param token tells this try from others of the same report
 * @throws Fault NET-03, NET-09, NET-10, NET-11
 */
export async function dropReport(
  session: SftpSession,
  folder: string,
  { name, bytes }: OutgoingReport,
  token: string,
): Promise<void> {
  const { writes } = session;
  const [path, hidden] = [`${folder}/${name}`, `${folder}/.${token}.part`];
  if ((await placed(session, path, bytes)) === 'there') return;
  await writeNew(session, hidden, bytes);
  try {
    await writes.giveName(hidden, path);
  } catch (error) {
    // Another try of the same report may have been first, whose answer never came.
    if (session.isOver() || (await placed(session, path, bytes)) === 'absent') throw error;
  }
  if ((await placed(session, path, bytes)) === 'absent') {
    throw new Fault('NET-11', { host: session.host, path, problem: 'it is not there after it was written' });
  }
  // A drop folder lets nobody remove anything: whoever runs the server clears hidden names away.
  await writes.removeFile(hidden).catch(toFault);
}

async function placed(session: SftpSession, path: string, bytes: Uint8Array): Promise<'there' | 'absent'> {
  const found = await session.lstat(path);
  if (found === 'absent') return 'absent';
  if (found.kind === 'file' && found.sizeBytes === bytes.length) return 'there';
  throw new Fault('NET-11', {
    host: session.host,
    path,
    problem: 'something else is there under the name of the report',
  });
}

async function writeNew({ writes }: SftpSession, path: string, bytes: Uint8Array): Promise<void> {
  const file = await writes.createDropped(path);
  try {
    for (let at = 0; at < bytes.length; at += MAX_WRITE_BYTES)
      await file.write(at, bytes.subarray(at, at + MAX_WRITE_BYTES));
    await file.finish();
  } catch (error) {
    await file.abandon();
    await writes.removeFile(path).catch(toFault);
    throw error;
  }
}
