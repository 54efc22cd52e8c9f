import { Fault } from '../core/faults.ts';
import type { BlockChecker, PayloadFile } from '../core/ports.ts';
import type { ImageContent } from './image-content.ts';

/** The content of `rootfs.img`: the file is the image. */
export function plainContent(file: string, payload: PayloadFile, checker: BlockChecker): ImageContent {
  const fill: ImageContent['fill'] = async (offsetBytes, into, signal) => {
    const gotBytes = await payload.read(offsetBytes, into, signal);
    if (gotBytes === into.length) return;
    throw new Fault('IMG-02', { file, expectedBytes: payload.sizeBytes, gotBytes: offsetBytes + gotBytes });
  };
  return {
    sizeBytes: payload.sizeBytes,
    fill,
    async fillChecked(offsetBytes, into, digests, rule, signal) {
      await fill(offsetBytes, into, signal);
      return await checker.firstBad(into, await digests, rule);
    },
  };
}
