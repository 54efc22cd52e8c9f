import type { SFTPWrapper } from 'ssh2';
import { Fault } from '../../core/faults.ts';
import { errorCode } from '../error-code.ts';
import { quoted } from '../quoted.ts';
import { sessionFault } from './connection-fault.ts';
import type { Answer, SessionLife } from './session-life.ts';
import type { SessionSigns } from './watch-session.ts';

/** SSH_FX_…, draft-ietf-secsh-filexfer-02, 7 */
export const SFTP_STATUS = { ok: 0, endOfFile: 1, noSuchFile: 2, unsupported: 8 } as const;

export interface SftpRequests {
  /**
   * Sends a request about `path`. `undefined` when the server answers with the status `expected`, or with no content.
   * @throws Fault NET-11 for any other status, or the fault that the session ended with
   */
  ask<T>(path: string, expected: number, send: (answer: Answer<T>) => void): Promise<T | undefined>;
  /** @throws as `ask` */
  read(path: string, handle: Buffer, offsetBytes: number, into: Uint8Array): Promise<number>;
  /** The server does what no SFTP server does: the session ends. */
  broken(problem: string): Fault;
  readonly signs: Omit<SessionSigns, 'receivedBytes'>;
}

/** Requests of one session, counted so that `watchSession` can see whether they get anywhere. */
export function sftpRequests(host: string, sftp: SFTPWrapper, life: SessionLife): SftpRequests {
  const waiting = new Set<number>();
  let asked = 0;
  let reads = 0;
  let payloadBytes = 0;
  const broken = (problem: string): Fault => {
    const fault = new Fault('NET-09', { host, problem });
    life.end(fault);
    return fault;
  };
  const failure = (path: string, error: unknown): Fault => {
    const status = errorCode(error);
    if (typeof status === 'number') {
      const said = quoted(error instanceof Error ? error.message : '');
      return new Fault('NET-11', { host, path, problem: `${said} (status ${status})` }, { cause: error });
    }
    life.end(sessionFault(host, error));
    return life.fault ?? sessionFault(host, error);
  };
  return {
    broken,
    async ask<T>(path: string, expected: number, send: (answer: Answer<T>) => void): Promise<T | undefined> {
      const number = (asked += 1);
      waiting.add(number);
      try {
        return await life.ask<T>(send);
      } catch (error) {
        if (errorCode(error) === expected) return undefined;
        throw failure(path, error);
      } finally {
        waiting.delete(number);
      }
    },
    async read(path, handle, offsetBytes, into) {
      const room = Buffer.from(into.buffer, into.byteOffset, into.byteLength);
      reads += 1;
      try {
        const bytes = await life.ask<number>((answer) =>
          sftp.read(handle, room, 0, room.length, offsetBytes, (error, got) => answer(error, got)),
        );
        if (bytes === undefined || !Number.isInteger(bytes) || bytes < 0 || bytes > into.length) {
          throw broken('it answered a read with something else');
        }
        payloadBytes += bytes;
        return bytes;
      } catch (error) {
        throw error instanceof Fault ? error : failure(path, error);
      } finally {
        reads -= 1;
      }
    },
    signs: {
      payloadBytes: () => payloadBytes,
      readsUnderWay: () => reads,
      oldestRequest: () => waiting.values().next().value ?? 'none',
    },
  };
}
