import { FAULTS, type FaultCode } from '../../core/fault-catalogue.ts';
import { type Fault, toFault } from '../../core/faults.ts';
import type { Clock } from '../../core/ports.ts';
import type { ServerEvent } from '../../core/server-event.ts';
import { orAborted } from '../or-aborted.ts';
import type { SftpSource } from './sftp-source.ts';
import { sharedSession } from './shared-session.ts';

/** A server of the list, and how to open a session with it. */
export interface ServerHost {
  readonly name: string;
  readonly open: (signal: AbortSignal) => Promise<SftpSource>;
}

type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** The server works and does not have it, or has something else there. */
  | { readonly kind: 'missing'; readonly why: Fault | 'absent' }
  /** The server does not work, or must not be asked at all. */
  | { readonly kind: 'failed'; readonly fault: Fault };

export interface FailoverHost extends AsyncDisposable {
  readonly name: string;
  /** Why this server must not be asked again in this run, such as a wrong host key. */
  readonly refusal: Fault | undefined;
  /** It failed a moment ago. */
  isResting(): boolean;
  /** @throws what is wrong with neither the server nor its files, or the signal's reason */
  attempt<T>(work: (source: SftpSource) => Promise<T | 'absent'>, signal: AbortSignal): Promise<Outcome<T>>;
}

/** Faults of what lies on a server. Its session is as good as before. */
const OF_FILES = new Set<FaultCode>(['NET-11', 'NET-12', 'NET-13', 'NET-17', 'NET-18']);
const REST_MS = 60_000;

/** Tries things on one server, and sorts what comes of it. `life` is aborted when nobody needs the server any more. */
export function failoverHost(
  server: ServerHost,
  clock: Clock,
  life: AbortSignal,
  tell: (news: ServerEvent) => void,
): FailoverHost {
  const { name } = server;
  let refusal: Fault | undefined;
  let restUntilMs = -Infinity;
  const session = sharedSession(async () => {
    const source = await server.open(life);
    tell({ kind: 'server-connected', host: name, fingerprint: source.fingerprint });
    return source;
  });
  const failed = (fault: Fault): void => {
    restUntilMs = clock.nowMs() + REST_MS;
    if (FAULTS[fault.code].retry !== 'auto') refusal = fault;
    tell({ kind: 'server-failed', host: name, code: fault.code, facts: fault.facts });
  };
  return {
    name,
    get refusal() {
      return refusal;
    },
    isResting: () => clock.nowMs() < restUntilMs,
    async attempt(work, signal) {
      const { source } = await session.current(signal);
      try {
        return await work(await orAborted(source, signal)).then(doneOrMissing);
      } catch (error) {
        signal.throwIfAborted();
        life.throwIfAborted();
        const fault = toFault(error);
        if (!fault.code.startsWith('NET-')) throw error;
        if (OF_FILES.has(fault.code)) return { kind: 'missing', why: fault };
        if (session.drop(source)) failed(fault);
        return { kind: 'failed', fault };
      }
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

function doneOrMissing<T>(value: T | 'absent'): Outcome<T> {
  return value === 'absent' ? { kind: 'missing', why: 'absent' } : { kind: 'done', value };
}
