import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BlockChecker } from '../core/ports.ts';
import { firstBadBlock } from '../formats/verity/first-bad-block.ts';
import type { CheckJob, CheckReply } from './block-checker-worker.ts';
import { CHECK_RESULT } from './check-result.ts';
import { siblingModule } from './sibling-module.ts';

const MAX_WORKERS = 4;
/** Hashing two blocks takes less than asking another thread to. */
const SMALL_BYTES = 8192;
type JobOf<Job> = Job extends CheckJob ? Omit<Job, 'id'> : never;

/** Checks and unpacks on worker threads, so that hashing never holds up the disk. Give it pieces of `slotMemory`. */
export function blockChecker(): BlockChecker {
  const workers = Array.from({ length: Math.min(MAX_WORKERS, availableParallelism()) }, () => new Bench());
  const ask = (job: JobOf<CheckJob>): Promise<number> => leastBusy(workers).ask(job);
  const rooms = new Rooms();
  return {
    async firstBad(blocks, digests, rule) {
      if (blocks.length <= SMALL_BYTES) return firstBadBlock(blocks, digests, rule);
      using room = rooms.holding(digests);
      const bad = await ask({ kind: 'check', blocks, digests: room.bytes, rule });
      return bad === CHECK_RESULT.allGood ? 'all-good' : bad;
    },
    async unpack(frame, into) {
      const result = await overShared(into, (shared) => ask({ kind: 'unpack', frame, into: shared }));
      return result === CHECK_RESULT.damaged ? 'damaged' : 'filled';
    },
    async unpackChecked(frame, into, digests, rule) {
      using room = rooms.holding(digests);
      const result = await overShared(into, (shared) =>
        ask({ kind: 'unpack-checked', frame, into: shared, digests: room.bytes, rule }),
      );
      if (result === CHECK_RESULT.damaged) return 'damaged';
      return result === CHECK_RESULT.allGood ? 'all-good' : result;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

/** Memory that is not shared would be copied to the worker, and the content would stay there. */
async function overShared(into: Uint8Array, work: (shared: Uint8Array) => Promise<number>): Promise<number> {
  if (into.buffer instanceof SharedArrayBuffer) return await work(into);
  const shared = new Uint8Array(new SharedArrayBuffer(into.length));
  const result = await work(shared);
  into.set(shared);
  return result;
}

function leastBusy(workers: readonly Bench[]): Bench {
  return workers.reduce((best, worker) => (worker.waiting < best.waiting ? worker : best));
}

/** Shared memory for digests, used again and again: copies would pile up in each thread until it collects them. */
class Rooms {
  readonly #free: SharedArrayBuffer[] = [];

  holding(digests: Uint8Array): Disposable & { readonly bytes: Uint8Array } {
    const fits = this.#free.findIndex(({ byteLength }) => byteLength >= digests.length);
    const [room = new SharedArrayBuffer(digests.length)] = fits === -1 ? [] : this.#free.splice(fits, 1);
    const bytes = new Uint8Array(room, 0, digests.length);
    bytes.set(digests);
    return { bytes, [Symbol.dispose]: () => this.#free.push(room) };
  }
}

/** One worker thread and the jobs that it has not answered. */
class Bench {
  readonly #worker = new Worker(siblingModule('block-checker-worker', import.meta.url));
  readonly #jobs = new Map<number, PromiseWithResolvers<number>>();
  #lastId = 0;
  #dead: Error | undefined;

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', (reply: CheckReply) => {
      const job = this.#jobs.get(reply.id);
      this.#jobs.delete(reply.id);
      job?.resolve(reply.result);
    });
    this.#worker.on('error', (error: unknown) =>
      this.#fail(new Error('The checking thread failed', { cause: error })),
    );
    this.#worker.on('exit', (status) =>
      this.#fail(new Error(`The checking thread ended with status ${status}`)),
    );
  }

  get waiting(): number {
    return this.#jobs.size;
  }

  ask(job: JobOf<CheckJob>): Promise<number> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    const id = (this.#lastId += 1);
    const answer = Promise.withResolvers<number>();
    this.#jobs.set(id, answer);
    this.#worker.postMessage({ ...job, id });
    return answer.promise;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#dead ??= error;
    for (const job of this.#jobs.values()) job.reject(error);
    this.#jobs.clear();
  }
}
