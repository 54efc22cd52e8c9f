import { createHash } from 'node:crypto';
import type { PayloadFile, RecoverySource } from '../../../src/core/ports.ts';
import type { ReleaseFiles } from '../../../src/net/keep/keep-download.ts';

/** A release on a server that tells what was fetched of it. */
export interface ServedRelease {
  readonly release: ReleaseFiles;
  readonly source: RecoverySource;
  /** What the server gives, by name. It may be changed. */
  readonly content: Map<string, Uint8Array>;
  /** What is signed. */
  readonly original: ReadonlyMap<string, Uint8Array>;
  /** What payload reads gave, as `<file> <start>-<end>`. */
  readonly fetched: string[];
  fetchedBytes(): number;
  /** Thrown by every payload read when it is set. */
  failure: Error | undefined;
  /** Payloads that are open. */
  open: number;
}

export const MANIFEST = Buffer.from('{"the":"manifest"}');
export const VBLOCK = Buffer.from('the signature');

const sha256 = (...parts: readonly Uint8Array[]): string =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

/** Bytes that are nowhere the same. */
export function someBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export function servedRelease(files: Readonly<Record<string, Uint8Array>>, id = 'r-1'): ServedRelease {
  const content = new Map<string, Uint8Array>([
    ...Object.entries(files),
    ['manifest.json', MANIFEST],
    ['manifest.vblock', VBLOCK],
  ]);
  const served: ServedRelease = {
    release: {
      id,
      digest: sha256(MANIFEST, VBLOCK),
      files: Object.entries(files).map(([file, bytes]) => ({
        file,
        bytes: bytes.length,
        sha256: sha256(bytes),
      })),
    },
    source: {
      label: 'server',
      location: 'network',
      list: async () => [id],
      readSmall: async (_, file) => content.get(file) ?? 'absent',
      openPayload: async (_, file) => {
        const bytes = content.get(file);
        if (bytes === undefined) return 'absent';
        served.open += 1;
        return payloadOf(served, file, bytes.length);
      },
    },
    content,
    original: new Map(content),
    fetched: [],
    fetchedBytes: () => served.fetched.reduce((sum, one) => sum + lengthOf(one), 0),
    failure: undefined,
    open: 0,
  };
  return served;
}

function payloadOf(served: ServedRelease, file: string, sizeBytes: number): PayloadFile {
  return {
    sizeBytes,
    async read(offsetBytes, into, signal) {
      signal.throwIfAborted();
      // Answers come when they like.
      await new Promise((resolve) => setImmediate(resolve));
      if (served.failure !== undefined) throw served.failure;
      const part = served.content.get(file)?.subarray(offsetBytes, offsetBytes + into.length) ?? [];
      into.set(part);
      served.fetched.push(`${file} ${offsetBytes}-${offsetBytes + part.length}`);
      return part.length;
    },
    async [Symbol.asyncDispose]() {
      served.open -= 1;
    },
  };
}

export function lengthOf(fetched: string): number {
  const [start = 0, end = 0] = rangeOf(fetched);
  return end - start;
}

export function rangeOf(fetched: string): readonly number[] {
  return (fetched.split(' ')[1] ?? '').split('-').map(Number);
}
