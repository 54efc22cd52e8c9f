import { Fault } from '../core/faults.ts';
import type { PayloadFile } from '../core/ports.ts';
import type { ImageContent } from './image-content.ts';

/** The content of `rootfs.img`: the file is the image. */
export function plainContent(file: string, payload: PayloadFile): ImageContent {
  return {
    sizeBytes: payload.sizeBytes,
    async fill(offsetBytes, into, signal) {
      const gotBytes = await payload.read(offsetBytes, into, signal);
      if (gotBytes === into.length) return;
      throw new Fault('IMG-02', { file, expectedBytes: payload.sizeBytes, gotBytes: offsetBytes + gotBytes });
    },
  };
}
