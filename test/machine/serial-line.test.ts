import { duplexPair } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SerialLine } from '../../vm/serial-line.ts';

function line() {
  const [ours, theirs] = duplexPair();
  return { serial: new SerialLine(ours, () => 7), guest: theirs };
}

const textsOf = (serial: SerialLine): readonly string[] => serial.lines.map(({ text }) => text);

test('SerialLine cuts what comes into lines, wherever the pieces end, without control characters', async () => {
  const { serial, guest } = line();
  for (const piece of ['on', 'e\r\ntw', 'o \u001b[1;31mred\u001b[0m\u0007\n\nNimb\u00fcs \n'])
    guest.write(piece);
  await turn();
  expect(textsOf(serial)).toEqual(['one', 'two red', '', 'Nimb\u00fcs ']);
});

test('SerialLine keeps a letter whole that comes in two pieces', async () => {
  const { serial, guest } = line();
  const [first, ...rest] = Buffer.from('\u00fc\n');
  guest.write(Buffer.from([first ?? 0]));
  guest.write(Buffer.from(rest));
  await turn();
  expect(textsOf(serial)).toEqual(['\u00fc']);
});

test('SerialLine.follow() gives lines of before and after, and the last one without an end of line', async () => {
  const { serial, guest } = line();
  guest.write('before\n');
  await turn();
  const following = Array.fromAsync(serial.follow(), ({ text }) => text);
  await turn();
  guest.write('after\nlast');
  guest.end();
  expect(await following).toEqual(['before', 'after', 'last']);
  expect(serial.ended).toBe(true);
});

test('SerialLine keeps only the end of a line that does not end', async () => {
  const { serial, guest } = line();
  guest.write('x'.repeat(100_000));
  guest.write('end\n');
  await turn();
  expect(serial.lines[0]?.text).toHaveLength(4096);
  expect(serial.lines[0]?.text.endsWith('xend')).toBe(true);
});

test('SerialLine.write() is silent when the machine has gone', async () => {
  const { serial, guest } = line();
  guest.end();
  await serial.changed();
  expect(() => serial.write('x')).not.toThrow();
});
