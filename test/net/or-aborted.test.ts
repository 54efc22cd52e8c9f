import { expect, test } from 'vitest';
import { orAborted } from '../../src/net/or-aborted.ts';

test('orAborted() gives what the work gives', async () => {
  await expect(orAborted(Promise.resolve(7), new AbortController().signal)).resolves.toBe(7);
});

test('orAborted() waits no longer than the signal allows', async () => {
  const stop = new AbortController();
  const work = orAborted(new Promise(() => undefined), stop.signal);
  stop.abort(new Error('stopped'));
  await expect(work).rejects.toThrow('stopped');
});

test('orAborted() does not wait when the signal is aborted already', async () => {
  const work = orAborted(Promise.resolve(7), AbortSignal.abort(new Error('stopped')));
  await expect(work).rejects.toThrow('stopped');
});
