import { expect, test } from 'vitest';
import { FAULTS } from '../../src/core/fault-catalogue.ts';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { makeWording } from '../../src/ui/make-wording.ts';
import { printable } from '../../src/ui/printable.ts';
import { reasonText } from '../../src/ui/reason-text.ts';
import { TEXTS } from '../../src/ui/texts.ts';
import { timeLeft } from '../../src/ui/time-left.ts';

test.for([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [12_345, '12.3 kB'],
  [999_999, '1000 kB'],
  [128_035_676_160, '128 GB'],
  [3_000_000_000, '3.00 GB'],
  [Number.MAX_SAFE_INTEGER, '9.01 PB'],
] as const)('TEXTS.speed() says %d bytes a second as %s/s', ([bytesPerSecond, words]) => {
  expect(TEXTS.speed({ bytesPerSecond })).toBe(`${words}/s`);
});

test.for([
  [0, 'a few seconds left for this step'],
  [4999, 'a few seconds left for this step'],
  [5000, 'about 5 seconds left for this step'],
  [58_000, 'about 1 minute left for this step'],
  [61_000, 'about 1 minute left for this step'],
  [150_000, 'about 3 minutes left for this step'],
  [3_600_000, 'about 1 hour left for this step'],
  [9_000_000, 'about 3 hours left for this step'],
] as const)('timeLeft() says %d ms as "%s"', ([timeMs, words]) => {
  expect(timeLeft(timeMs, TEXTS)).toBe(words);
});

test.for([
  [300_000, '5:00 left'],
  [299_001, '5:00 left'],
  [61_000, '1:01 left'],
  [0, '0:00 left'],
] as const)('TEXTS.delayLeft() says %d ms as %s', ([timeMs, words]) => {
  expect(TEXTS.delayLeft({ timeMs })).toBe(words);
});

test('TEXTS has one word for one second and another for more', () => {
  expect(TEXTS.delayPromptLeft({ timeMs: 1000 })).toBe('1 second left for it');
  expect(TEXTS.delayPromptLeft({ timeMs: 1001 })).toBe('2 seconds left for it');
});

test('TEXTS can be shown on every terminal, and its step names fit beside the facts', () => {
  const names = Object.values(TEXTS.stepNames);
  expect(names.filter((name) => columnsOf(name) > 32)).toEqual([]);
  const words = [...names, ...Object.values(TEXTS.stepHeadlines), ...Object.values(TEXTS.keys)];
  expect(words.filter((text) => printable(text, 80) !== text)).toEqual([]);
});

test.for([
  ['de', '12,3 MB', '9,99 GB'],
  ['fr', '12,3 Mo', '9,99 Go'],
  ['ru', '12,3 МБ', '9,99 ГБ'],
  ['fa', '12.3 MB', '9.99 GB'],
] as const)('makeWording() writes sizes in %s as people there do', ([tag, megabytes, gigabytes]) => {
  const { texts } = makeWording({ bytesOf: '{done}|{total}' }, tag);
  const said = texts.bytesOf({ doneBytes: 12_300_000, totalBytes: 9_990_000_000 });
  expect(said).toBe(`${megabytes}|${gigabytes}`);
});

test('makeWording() tells a fault in the words of its language, and one that it lacks in English', () => {
  const { faultText } = makeWording({ 'faults.STK-01.title': "L''unité a disparu" }, 'fr');
  expect(faultText('STK-01')).toEqual({ ...FAULTS['STK-01'], title: "L'unité a disparu", retry: undefined });
});

test('reasonText() tells the fault in the language of the screen, and the facts as they came', () => {
  const wording = makeWording({ 'faults.MAN-04.title': 'Doppeltes Feld' }, 'de');
  const reason = `${FAULTS['MAN-04'].title}: models`;
  const other = { id: 'a', source: 'stick', reason } as const;
  expect(reasonText({ ...other, code: 'MAN-04' }, wording)).toBe('Doppeltes Feld: models');
  expect(reasonText({ ...other, code: 'MAN-03' }, wording)).toBe(reason);
  expect(reasonText(other, wording)).toBe(reason);
});
