import { setFlagsFromString } from 'node:v8';

/**
 * ssh2 makes three short-lived buffers of each packet. V8 counts them as if they lived for ever, and collects the whole
 * heap for every 64 MB of them: more than half of the time of a fast download (measured, Node 26). Told to count them as
 * part of the heap, it collects them while they are young. What is left to collect of the whole heap, 10 MB, is done at
 * once: to mark it bit by bit beside the work takes longer than the work. This holds for the whole process.
 */
export function tuneCollector(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--no-incremental-marking');
}
