import { Fault, isFault } from '../../core/faults.ts';
import type { Clock, PayloadFile, RecoveryTree } from '../../core/ports.ts';
import { type RequestSlots, requestSlots } from '../request-slots.ts';
import { within } from '../within.ts';
import { endedEarly } from './ended-early.ts';
import { type Prefix, readPipelined } from './pipelined-reader.ts';
import { type OpenTreeFile, remoteTree } from './remote-tree.ts';
import type { SftpSession } from './sftp-session.ts';

/** A payload that tells how far a read got when it fails, so that another session can go on from there. */
export interface ResumableFile extends PayloadFile {
  readonly path: string;
  readonly modifiedSeconds: number;
  /** As `read`, but never throws. */
  readPrefix(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<Prefix>;
}

export interface SftpSource extends RecoveryTree, AsyncDisposable {
  /** Whether its session has ended, so that it can give nothing any more. */
  isOver(): boolean;
  /** Of the server's host key, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  openPayload(releaseId: string, file: string, signal: AbortSignal): Promise<ResumableFile | 'absent'>;
}

const READS_UNDER_WAY = 16;
/** For listing, or one small file. The pace of a payload is watched by the session. */
const OPERATION_MS = 60_000;

/**
 * The recovery data in the folder `root` of an SFTP server. No link in it is followed. The source owns the session, and
 * an abort ends both: an answer that is under way would otherwise be written into memory that the caller has taken back.
 *
 * @throws (its methods) Fault NET-03, NET-09, NET-10 when the session ends; NET-11, NET-12, NET-13 for a file; NET-17,
 * NET-18 for the folder; MAN-03
 */
export function sftpSource(session: SftpSession, root: string, clock: Clock): SftpSource {
  const slots = requestSlots(READS_UNDER_WAY);
  const tree = remoteTree(session, root.replace(/\/+$/, ''), slots);
  const limited = async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const late = new Fault('NET-10', { host: session.host, problem: `it took ${OPERATION_MS / 1000} s` });
    try {
      return await within(OPERATION_MS, clock, signal, work, () => late);
    } catch (error) {
      if (signal.aborted) session.end(givenUp(session.host));
      if (isFault(error, 'NET-10')) session.end(error);
      throw error;
    }
  };
  return {
    label: session.host,
    location: 'network',
    fingerprint: session.fingerprint,
    isOver: () => session.isOver(),
    list: (signal) => limited(signal, (inner) => tree.releaseIds(inner)),
    readSmall: (releaseId, file, maxBytes, signal) =>
      limited(signal, (inner) => tree.readSmall([releaseId, file], maxBytes, inner)),
    readTop: (file, maxBytes, signal) => limited(signal, (inner) => tree.readSmall([file], maxBytes, inner)),
    openPayload: (releaseId, file, signal) =>
      limited(signal, async () => {
        const opened = await tree.open([releaseId, file]);
        return opened === 'absent' ? 'absent' : resumableFile(session, opened, slots);
      }),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function resumableFile(session: SftpSession, file: OpenTreeFile, slots: RequestSlots): ResumableFile {
  const { path, opened } = file;
  const { host, maxReadBytes } = session;
  const { sizeBytes, modifiedSeconds } = opened;
  const port = { maxReadBytes, read: file.read.bind(file), abandon: () => session.end(givenUp(host)) };
  const readPrefix: ResumableFile['readPrefix'] = async (offsetBytes, into, signal) => {
    // Never asks beyond the length that the file had when it was opened: it may be growing.
    const wantedBytes = Math.max(0, Math.min(into.length, sizeBytes - offsetBytes));
    const prefix = await readPipelined(port, offsetBytes, into.subarray(0, wantedBytes), slots, signal);
    if (prefix.end === 'filled')
      return { bytes: prefix.bytes, end: wantedBytes < into.length ? 'end-of-file' : 'filled' };
    if (prefix.end === 'failed') return prefix;
    const failure = endedEarly(host, path, sizeBytes, offsetBytes + prefix.bytes);
    return { bytes: prefix.bytes, end: 'failed', failure };
  };
  return {
    path,
    sizeBytes,
    modifiedSeconds,
    readPrefix,
    async read(offsetBytes, into, signal) {
      const { bytes, end, failure } = await readPrefix(offsetBytes, into, signal);
      if (end === 'failed') throw failure;
      return bytes;
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function givenUp(host: string): Fault {
  return new Fault('NET-03', { host, problem: 'this side gave up a request that was under way' });
}
