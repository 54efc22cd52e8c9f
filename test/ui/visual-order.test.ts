import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { mirrored } from '../../src/ui/mirrored.ts';
import { visualOrder } from '../../src/ui/visual-order.ts';

test.for([
  ['אב גד', 'דג בא'],
  ['[x] אב', 'בא [x]'],
  ['שלב 8 מתוך 11', '11 ךותמ 8 בלש'],
  ['1.26 GB מתוך 3.00 GB.', '.3.00 GB ךותמ 1.26 GB'],
  ['D  אב    Ctrl-C  גד', 'דג  Ctrl-C    בא  D'],
  ['הרשת "Line 3" (wlan0)', '(wlan0) "Line 3" תשרה'],
  ['(אב)', '(בא)'],
  ['> ', ' <'],
  ['SKU   ', '   SKU'],
  ['ab!c_', 'ab!c_'],
  ['┌──┐', '┌──┐'],
] as const)('visualOrder() turns %j into %j', ([text, shown]) => {
  expect(visualOrder(text)).toBe(shown);
});

test('visualOrder() keeps every character, or its mirrored one, and the columns', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~א-ת網█─]{0,60}$/), (text) => {
      const sorted = (of: string) => Array.from(of.replaceAll(/[()[\]{}<>]/g, '(')).toSorted();
      const shown = visualOrder(text);
      expect(sorted(shown)).toEqual(sorted(text));
      expect(columnsOf(shown)).toBe(columnsOf(text));
    }),
  );
});

test('mirrored() puts the first piece of a line at the right edge', () => {
  const line = [
    { text: '  אב ', tone: 'quiet' },
    { text: 'GPT 1', tone: 'plain' },
  ] as const;
  expect(mirrored(line, 14)).toEqual([
    { text: '    ', tone: 'plain' },
    { text: 'GPT 1', tone: 'plain' },
    { text: ' בא  ', tone: 'quiet' },
  ]);
  expect(mirrored([], 14)).toEqual([]);
});
