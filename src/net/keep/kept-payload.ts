import type { PayloadFile } from '../../core/ports.ts';
import type { KeptFile } from './kept-file.ts';
import type { KeptPart } from './kept-part.ts';

/** A payload of a server that is kept in `part` as it is read. What is kept already is not read from the server again. */
export function keptPayload(part: KeptPart, file: KeptFile, server: PayloadFile): PayloadFile {
  const { sizeBytes } = file;
  const fetch = async (offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<number> => {
    const { age } = part;
    const bytes = await server.read(offsetBytes, into, signal);
    await part.keep(file, offsetBytes, into.subarray(0, bytes), age);
    return bytes;
  };
  return {
    sizeBytes,
    async read(offsetBytes, into, signal) {
      const endBytes = Math.min(offsetBytes + into.length, sizeBytes);
      for (const run of file.extents.runs(offsetBytes, endBytes)) {
        signal.throwIfAborted();
        const { startBytes } = run;
        const room = into.subarray(startBytes - offsetBytes, run.endBytes - offsetBytes);
        if (run.is === 'kept' && (await part.read(file, startBytes, room)) === 'read') continue;
        const bytes = await fetch(startBytes, room, signal);
        if (bytes < room.length) return startBytes - offsetBytes + bytes;
      }
      return Math.max(0, endBytes - offsetBytes);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
