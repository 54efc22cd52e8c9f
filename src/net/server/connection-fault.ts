import type { FaultCode } from '../../core/fault-catalogue.ts';
import { Fault } from '../../core/faults.ts';
import { errorCode } from '../error-code.ts';
import { quoted } from '../quoted.ts';

const DIAL_CODES: Readonly<Record<string, FaultCode>> = {
  ENOTFOUND: 'NET-01',
  EAI_AGAIN: 'NET-01',
  EAI_FAIL: 'NET-01',
  EAI_NODATA: 'NET-01',
  EAI_NONAME: 'NET-01',
  // Somebody was there.
  ECONNRESET: 'NET-03',
};

/** SSH_DISCONNECT_…, RFC 4253, 11.1 */
const NO_MORE_AUTH_METHODS = 14;
const ILLEGAL_USER_NAME = 15;

/** What ssh2 says of an error: `level` is where it happened. First match wins. */
const SSH_ERRORS: readonly (readonly [level: RegExp, message: RegExp, code: FaultCode])[] = [
  [/^client-authentication$/, /^/, 'NET-08'],
  [/^handshake$/, /no matching/i, 'NET-07'],
  [/^handshake$/, /signature/i, 'NET-05'],
  [/^client-(?:socket|timeout)$/, /^/, 'NET-03'],
  [/^/, /^Connection lost before handshake$/, 'NET-03'],
  // Between its first word and the login, as when a proxy loses the server behind it.
  [/^/, /: Unexpected (?:end|close) event$/, 'NET-03'],
  // Damaged on the way: the same server may well be heard again.
  [/^/, /Invalid MAC|unable to authenticate data/, 'NET-03'],
];

/** Why no TCP connection could be made. */
export function dialFault(host: string, error: unknown): Fault {
  const code = errorCode(error);
  const problem = code === '' ? 'no connection' : String(code);
  return new Fault(DIAL_CODES[code] ?? 'NET-02', { host, problem }, { cause: error });
}

/** Why a connection that was there did not become a session, or did not stay one. */
export function sessionFault(host: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault(sessionCode(error, message), { host, problem: quoted(message) }, { cause: error });
}

function sessionCode(error: unknown, message: string): FaultCode {
  const level = error instanceof Error && 'level' in error ? String(error.level) : '';
  const known = SSH_ERRORS.find(([levels, messages]) => levels.test(level) && messages.test(message));
  if (known !== undefined) return known[2];
  const code = errorCode(error);
  if (code === NO_MORE_AUTH_METHODS || code === ILLEGAL_USER_NAME) return 'NET-08';
  // A disconnect with any other reason, or a socket that broke.
  if (typeof code === 'number' || /^E[A-Z]+$/.test(code)) return 'NET-03';
  return 'NET-09';
}
