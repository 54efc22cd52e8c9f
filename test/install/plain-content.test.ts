import { expect, test } from 'vitest';
import { plainContent } from '../../src/install/plain-content.ts';
import { memoryFile } from './memory-file.ts';
import { sameThreadChecker } from './same-thread-checker.ts';

const CONTENT = Uint8Array.from({ length: 100 }, (_, at) => at);
const { signal } = new AbortController();

test('plainContent() gives the bytes of the file at any place', async () => {
  const content = plainContent('rootfs.img', memoryFile(CONTENT), sameThreadChecker);
  expect(content.sizeBytes).toBe(100);
  for (const [from, to] of [
    [0, 100],
    [30, 40],
    [99, 100],
  ] as const) {
    const into = new Uint8Array(to - from);
    await content.fill(from, into, signal);
    expect(into).toEqual(CONTENT.subarray(from, to));
  }
});

test('plainContent() says where a file ended that was longer when it was opened', async () => {
  const content = plainContent('rootfs.img', memoryFile(CONTENT, 200), sameThreadChecker);
  await expect(content.fill(90, new Uint8Array(20), signal)).rejects.toMatchObject({
    code: 'IMG-02',
    facts: { file: 'rootfs.img', expectedBytes: 200, gotBytes: 100 },
  });
});

test('plainContent() passes an abort on to the file', async () => {
  const content = plainContent('rootfs.img', memoryFile(CONTENT), sameThreadChecker);
  const aborted = AbortSignal.abort(new Error('enough'));
  await expect(content.fill(0, new Uint8Array(20), aborted)).rejects.toThrow('enough');
});
