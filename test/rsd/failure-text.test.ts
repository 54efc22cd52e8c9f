import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import { Failure } from '../../src/rsd/failure.ts';
import { failureText } from '../../src/rsd/failure-text.ts';

const { signal } = new AbortController();

test('a fault is status 10 with its facts in words', () => {
  const fault = new Fault('MAK-02', { disk: 'sdb', diskBytes: 10, neededBytes: 20 });
  expect(failureText(fault, signal)).toEqual({
    status: 10,
    text: [
      '',
      'rsd: MAK-02: The stick is too small',
      '  disk: sdb',
      '  disk bytes: 10',
      '  needed bytes: 20',
      'What was chosen does not fit on it.',
      'Take a larger stick, or make one that gets its recovery data from a server.',
      '',
    ].join('\n'),
  });
});

test('a failure that left something unusable is status 20', () => {
  const fault = new Fault('PUB-01', { place: 'x', problem: 'y' });
  expect(failureText(new Failure('unusable', fault), signal).status).toBe(20);
});

test('what has no code is a defect: status 70, and the stack for a report', () => {
  const { status, text } = failureText(new TypeError('oh'), signal);
  expect(status).toBe(70);
  expect(text).toContain('TypeError: oh\n    at ');
});

test('what a signal stopped is told by the reason of the signal', () => {
  const stopped = AbortSignal.abort(new Fault('MAK-07', { by: 'SIGINT' }));
  const abort = Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
  expect(failureText(abort, stopped)).toMatchObject({ status: 10, text: expect.stringContaining('MAK-07') });
  expect(failureText(abort, signal).status).toBe(70);
});

test('the words of a server or a disk do nothing to the terminal', () => {
  const fault = new Fault('PUB-01', { place: 'x', problem: 'a\u001b[31mb\u202e' });
  expect(failureText(fault, signal).text).toContain('problem: a\\u001b[31mb\\u202e\n');
});
