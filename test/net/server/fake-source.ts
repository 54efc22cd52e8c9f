import { Fault } from '../../../src/core/faults.ts';
import type { ServerHost } from '../../../src/net/server/failover-host.ts';
import type { ResumableFile, SftpSource } from '../../../src/net/server/sftp-source.ts';

/** What one session with a server is like. */
export interface SessionPlan {
  /** Instead of opening. */
  readonly refuses?: Fault;
  /** So many bytes of payloads come, then the session ends. */
  readonly bytes?: number;
  /** Instead of a listing, a small file or a payload. */
  readonly fault?: Fault;
}

export interface FakeHost extends ServerHost {
  readonly files: Map<string, { content: Uint8Array; modifiedSeconds: number }>;
  /** Offsets of the reads that came. */
  readonly reads: number[];
  /** Sessions that were opened or refused. */
  readonly calls: () => number;
  /** Sessions that are open. */
  readonly sessions: Set<SftpSource>;
}

export const lost = (name: string): Fault => new Fault('NET-03', { host: name });

/** A server of which each new session follows the next plan; those after the last plan go well. */
export function fakeHost(name: string, plans: readonly SessionPlan[] = []): FakeHost {
  const files: FakeHost['files'] = new Map();
  const reads: number[] = [];
  const alive = new Set<SftpSource>();
  let calls = 0;
  const open = async (): Promise<SftpSource> => {
    const plan = plans[calls] ?? {};
    calls += 1;
    await Promise.resolve();
    if (plan.refuses !== undefined) throw plan.refuses;
    const source = sourceWith(name, plan, files, reads, () => alive.delete(source));
    alive.add(source);
    return source;
  };
  return { name, open, files, reads, calls: () => calls, sessions: alive };
}

function sourceWith(
  name: string,
  plan: SessionPlan,
  files: FakeHost['files'],
  reads: number[],
  onEnd: () => void,
): SftpSource {
  let leftBytes = plan.bytes ?? Infinity;
  let over = false;
  const end = (): void => {
    over = true;
    onEnd();
  };
  const usable = async (): Promise<void> => {
    await Promise.resolve();
    if (over) throw lost(name);
    if (plan.fault === undefined) return;
    if (plan.fault.code === 'NET-03') end();
    throw plan.fault;
  };
  const found = (
    releaseId: string,
    file: string,
  ): { content: Uint8Array; modifiedSeconds: number } | undefined => files.get(`${releaseId}/${file}`);
  return {
    label: name,
    location: 'network',
    fingerprint: `SHA256:${name}`,
    isOver: () => over,
    async list() {
      await usable();
      return [...new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''))];
    },
    async readSmall(releaseId, file) {
      await usable();
      return found(releaseId, file)?.content ?? 'absent';
    },
    async readTop(file) {
      await usable();
      return found('', file)?.content ?? 'absent';
    },
    async openPayload(releaseId, file) {
      await usable();
      const served = found(releaseId, file);
      if (served === undefined) return 'absent';
      const { content, modifiedSeconds } = served;
      const readPrefix: ResumableFile['readPrefix'] = async (offsetBytes, into) => {
        await Promise.resolve();
        reads.push(offsetBytes);
        if (over) return { bytes: 0, end: 'failed', failure: lost(name) };
        const part = content.subarray(offsetBytes, offsetBytes + Math.min(into.length, leftBytes));
        leftBytes -= part.length;
        into.set(part);
        if (leftBytes > 0)
          return { bytes: part.length, end: part.length < into.length ? 'end-of-file' : 'filled' };
        end();
        return { bytes: part.length, end: 'failed', failure: lost(name) };
      };
      return {
        path: `/r/${releaseId}/${file}`,
        sizeBytes: content.length,
        modifiedSeconds,
        readPrefix,
        read: () => Promise.reject(new Error('read() is not expected')),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
    async [Symbol.asyncDispose]() {
      end();
      await Promise.resolve();
    },
  };
}
