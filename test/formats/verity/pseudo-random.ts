import { createCipheriv } from 'node:crypto';

/** Bytes that do not repeat, the same in every run. */
export function pseudoRandom(bytes: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', new Uint8Array(16).fill(1), new Uint8Array(16));
  return cipher.update(new Uint8Array(bytes));
}
