import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sendTogether } from '../../../src/net/server/send-together.ts';

/** A stream that remembers what it was given at a time. */
function remembering(): { readonly stream: Writable; readonly sent: string[][] } {
  const sent: string[][] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      sent.push([chunk]);
      done();
    },
    writev: (chunks, done) => {
      sent.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { stream: sendTogether(stream), sent };
}

test('sendTogether() sends at once what is written in one turn, in its order', async () => {
  const { stream, sent } = remembering();
  for (const part of ['length', 'content', 'tag']) stream.write(part);
  expect(sent).toEqual([]);
  await turn();
  for (const part of ['length', 'content']) stream.write(part);
  await turn();
  stream.write('keepalive');
  await turn();
  expect(sent).toEqual([['length', 'content', 'tag'], ['length', 'content'], ['keepalive']]);
});

test('sendTogether() waits for what promises write in that turn', async () => {
  const { stream, sent } = remembering();
  await Promise.all(
    ['first', 'second', 'third'].map((part) => Promise.resolve().then(() => stream.write(part))),
  );
  await turn();
  expect(sent).toEqual([['first', 'second', 'third']]);
});

test('sendTogether() tells each writer that its part is sent', async () => {
  const { stream } = remembering();
  const told: string[] = [];
  stream.write('a', () => told.push('a'));
  stream.write('b', 'utf8', () => told.push('b'));
  await turn();
  expect(told).toEqual(['a', 'b']);
});

test('sendTogether() sends what was written last when the stream ends', async () => {
  const { stream, sent } = remembering();
  stream.write('goodbye');
  stream.end();
  await once(stream, 'finish');
  expect(sent).toEqual([['goodbye']]);
});

test('sendTogether() leaves a stream alone that was destroyed meanwhile', async () => {
  const { stream, sent } = remembering();
  stream.write('never');
  stream.destroy();
  await turn();
  expect(sent).toEqual([]);
});
