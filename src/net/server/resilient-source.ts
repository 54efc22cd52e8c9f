import { Fault } from '../../core/faults.ts';
import type { Clock, PayloadFile, RecoveryTree } from '../../core/ports.ts';
import type { ServerEvent } from '../../core/server-event.ts';
import { type FailoverHost, failoverHost, type ServerHost } from './failover-host.ts';
import type { ResumableFile, SftpSource } from './sftp-source.ts';
import { type Patience, type Trouble, trouble } from './trouble.ts';

/** A read that fails after fewer bytes is no progress: a server could fail for ever, a byte at a time. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * The recovery data of several servers that hold the same, in the order in which they are asked. When one fails or does
 * not have what is wanted, the next one is asked; when all fail, they are asked again after a wait that `tell` hears of.
 * A payload goes on at the byte that was wanted, also on another server.
 *
 * Its methods throw the last server's fault when `patience` is over or none may be asked again, and end with `signal`.
 */
export function resilientSource(
  servers: readonly ServerHost[],
  patience: Patience,
  clock: Clock,
  tell: (news: ServerEvent) => void,
  signal: AbortSignal,
): RecoveryTree & AsyncDisposable {
  const closed = new AbortController();
  const life = AbortSignal.any([signal, closed.signal]);
  const hosts = servers.map((server) => failoverHost(server, clock, life, tell));
  const troubles = trouble(patience, clock, life, (attempt, delayMs, { code, facts }) =>
    tell({ kind: 'server-waiting', attempt, delayMs, code, facts }),
  );
  const failover = failoverOf(hosts, troubles);
  const once = async <T>(
    work: (source: SftpSource, opSignal: AbortSignal) => Promise<T | 'absent'>,
    opSignal: AbortSignal,
  ): Promise<T | 'absent'> => {
    const got = await failover.first((source) => work(source, opSignal), opSignal);
    troubles.over();
    return got;
  };
  return {
    get label() {
      return failover.preferred()?.name ?? 'server';
    },
    location: 'network',
    list: async (opSignal) => {
      const ids = await once((source, inner) => source.list(inner), opSignal);
      return ids === 'absent' ? [] : ids;
    },
    readSmall: (releaseId, file, maxBytes, opSignal) =>
      once((source, inner) => source.readSmall(releaseId, file, maxBytes, inner), opSignal),
    readTop: (file, maxBytes, opSignal) =>
      once((source, inner) => source.readTop(file, maxBytes, inner), opSignal),
    openPayload: async (releaseId, file, opSignal) => {
      const open: OpenFile = (source, inner) => source.openPayload(releaseId, file, inner);
      const first = await once(async (source, inner) => {
        const opened = await open(source, inner);
        return opened === 'absent' ? opened : { source, file: opened };
      }, opSignal);
      return first === 'absent' ? first : steadyPayload(first, open, failover, troubles);
    },
    async [Symbol.asyncDispose]() {
      closed.abort(new Fault('NET-03', { problem: 'this side closed the connection' }));
      await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()));
    },
  };
}

interface Failover {
  preferred(): FailoverHost | undefined;
  /** What the first server that has it gives. `'absent'` when those that work do not have it. */
  first<T>(work: (source: SftpSource) => Promise<T | 'absent'>, signal: AbortSignal): Promise<T | 'absent'>;
}

function failoverOf(hosts: readonly FailoverHost[], troubles: Trouble): Failover {
  let preferred = 0;
  const first: Failover['first'] = async (work, signal) => {
    for (;;) {
      let missing: Fault | 'absent' | undefined;
      let failed: Fault | undefined;
      // The one that worked last, those behind it, then those before it.
      for (const host of [...hosts.slice(preferred), ...hosts.slice(0, preferred)]) {
        // Where a server has answered, it is not worth the time to call one that failed a moment ago.
        if (host.refusal !== undefined || (missing !== undefined && host.isResting())) continue;
        const outcome = await host.attempt(work, signal);
        if (outcome.kind === 'done') {
          preferred = hosts.indexOf(host);
          return outcome.value;
        }
        if (outcome.kind === 'failed') failed = outcome.fault;
        else if (missing === undefined || missing === 'absent') missing = outcome.why;
      }
      if (missing === 'absent') return missing;
      if (missing !== undefined) throw missing;
      const open = hosts.filter(({ refusal }) => refusal === undefined);
      const fault = failed ?? hosts.at(-1)?.refusal ?? new Fault('NET-02', { problem: 'no server is named' });
      if (open.length === 0) throw fault;
      await troubles.wait(fault, signal);
    }
  };
  return { preferred: () => hosts[preferred], first };
}

interface OpenedOn {
  readonly source: SftpSource;
  readonly file: ResumableFile;
}

type OpenFile = (source: SftpSource, signal: AbortSignal) => Promise<ResumableFile | 'absent'>;

/** A payload that is opened again on each new session, where it must be the file that it was. */
function steadyPayload(first: OpenedOn, open: OpenFile, failover: Failover, troubles: Trouble): PayloadFile {
  const { sizeBytes } = first.file;
  const opened = new Map<SftpSource, Promise<ResumableFile>>([[first.source, Promise.resolve(first.file)]]);
  const on = (source: SftpSource, signal: AbortSignal): Promise<ResumableFile> => {
    const known = opened.get(source);
    if (known !== undefined) return known;
    for (const past of opened.keys()) if (past.isOver()) opened.delete(past);
    const again = open(source, signal).then((file) => sameFile(first, source, file));
    opened.set(source, again);
    again.catch(() => opened.delete(source));
    return again;
  };
  return {
    sizeBytes,
    async read(offsetBytes, into, signal) {
      let doneBytes = 0;
      await failover.first(async (source) => {
        const file = await on(source, signal);
        const part = await file.readPrefix(offsetBytes + doneBytes, into.subarray(doneBytes), signal);
        doneBytes += part.bytes;
        if (part.bytes >= PROGRESS_BYTES) troubles.over();
        if (part.end === 'failed') throw part.failure;
        return 'read';
      }, signal);
      troubles.over();
      return doneBytes;
    },
    async [Symbol.asyncDispose]() {
      // What could not be opened needs no closing.
      await Promise.allSettled([...opened.values()].map(async (file) => (await file)[Symbol.asyncDispose]()));
    },
  };
}

/** Mirrors may give a file another time; one server may not. */
function sameFile(first: OpenedOn, source: SftpSource, file: ResumableFile | 'absent'): ResumableFile {
  const { path, sizeBytes, modifiedSeconds } = first.file;
  const facts = { host: source.label, path };
  if (file === 'absent') throw new Fault('NET-13', { ...facts, problem: 'it is gone' });
  if (file.sizeBytes !== sizeBytes) {
    throw new Fault('NET-13', { ...facts, problem: `it has ${file.sizeBytes} bytes, and had ${sizeBytes}` });
  }
  if (source.label === first.source.label && file.modifiedSeconds !== modifiedSeconds) {
    throw new Fault('NET-13', { ...facts, problem: 'it was changed after it was opened' });
  }
  return file;
}
