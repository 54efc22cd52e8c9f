import { Fault, toFault } from '../../core/faults.ts';
import type { Clock } from '../../core/ports.ts';
import type { ServerEvent } from '../../core/server-event.ts';
import type { RecoveryServer } from '../server/open-recovery-server.ts';
import { serverLogin } from '../server/server-login.ts';
import { openSftpSession, type SftpSession } from '../server/sftp-session.ts';
import { addressName } from '../settings/server-address.ts';
import { within } from '../within.ts';
import { dropReport, type OutgoingReport } from './drop-report.ts';

/** A report that waits to be sent. It is read when its turn has come: there may be many. */
export interface Letter {
  read(): Promise<OutgoingReport | 'no-report'>;
  /** A server has it. Never throws. */
  delivered(): Promise<void>;
}

export interface SendPorts {
  readonly clock: Clock;
  readonly tell: (news: ServerEvent) => void;
  /** Random: it is in the name of a file that others must not meet. */
  readonly newToken: () => string;
}

export interface Sent {
  readonly sent: number;
  readonly left: number;
  /** Why the last that is left is not sent. */
  readonly fault: Fault | 'none';
}

/** While there is another server to try. */
const HASTE_MS = 6000;

/**
 * Puts reports into the drop folder `server.path` of the first server that takes them. What one does not take is offered to the
 * next. Each is tried once on each server, and there is no waiting: whatever is left keeps until the next run. Ends with
 * `signal` within a moment.
 * @throws Fault NET-14, NET-16
 */
export async function sendReports(
  letters: readonly Letter[],
  server: RecoveryServer,
  ports: SendPorts,
  signal: AbortSignal,
): Promise<Sent> {
  const { addresses } = server;
  const { clock, tell } = ports;
  const login = await serverLogin(server);
  let left = letters;
  let last: Fault | 'none' = 'none';
  for (const address of addresses) {
    if (left.length === 0 || signal.aborted) break;
    const host = addressName(address);
    const open = (inner: AbortSignal): Promise<SftpSession> => openSftpSession(address, login, clock, inner);
    try {
      await using session = await (addresses.length === 1
        ? open(signal)
        : within(HASTE_MS, clock, signal, open, () => new Fault('NET-02', { host, problem: 'too slow' })));
      tell({ kind: 'server-connected', host, fingerprint: session.fingerprint });
      const refused = await offered(left, session, server.path.replace(/\/+$/, ''), ports, signal);
      left = refused.map(({ letter }) => letter);
      last = refused.at(-1)?.fault ?? 'none';
    } catch (error) {
      last = toFault(error);
      if (!last.code.startsWith('NET-')) throw error;
      tell({ kind: 'server-failed', host, code: last.code, facts: last.facts });
    }
  }
  if (left.length === 0) return { sent: letters.length, left: 0, fault: 'none' };
  const fault = last === 'none' ? toFault(signal.reason) : last;
  return { sent: letters.length - left.length, left: left.length, fault };
}

interface Refused {
  readonly letter: Letter;
  readonly fault: Fault;
}

/** What this server does not take, with the reason. */
async function offered(
  letters: readonly Letter[],
  session: SftpSession,
  folder: string,
  { newToken }: SendPorts,
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const end = (): void => session.end(toFault(signal.reason));
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const refused: Refused[] = [];
  let lost: Fault | undefined;
  for (const letter of letters) {
    try {
      if (lost !== undefined) throw lost;
      await offer(letter, session, folder, newToken());
    } catch (error) {
      const fault = toFault(error);
      refused.push({ letter, fault });
      if (session.isOver()) lost ??= fault;
    }
  }
  signal.removeEventListener('abort', end);
  return refused;
}

async function offer(letter: Letter, session: SftpSession, folder: string, token: string): Promise<void> {
  const report = await letter.read();
  if (report === 'no-report') throw new Fault('NET-19', { problem: 'what is on the stick is no report' });
  await dropReport(session, folder, report, token);
  await letter.delivered();
}
