import { readFileSync } from 'node:fs';
import jsQR from 'jsqr';
import { expect, test } from 'vitest';
import type { FaultCode } from '../../src/core/fault-catalogue.ts';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import type { Size } from '../../src/ui/frame.ts';
import { makeWording } from '../../src/ui/make-wording.ts';
import { openPainter } from '../../src/ui/paint.ts';
import type { Screen } from '../../src/ui/screen-after.ts';
import { shapeArabic } from '../../src/ui/shape-arabic.ts';
import { view } from '../../src/ui/view.ts';
import { DEVICE_CODES } from '../core/device-codes.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { messagesOf, TAGS } from './locale-files.ts';
import { pictureOf } from './picture-of.ts';
import { screenAfterEvent, screenOf } from './screen-of.ts';
import { SCREENS } from './screens.ts';

const USUAL = { columns: 80, rows: 24 };
const LARGE = { columns: 120, rows: 40 };
const PAGE = 'https://help.example.com/recovery/';
const CHECKING = screenOf(
  'complete-from-stick',
  ({ event }) => event.kind === 'step-started' && event.step === 'check',
);
const NOBODY = { key: () => {}, resized: () => {}, keysEnded: () => {}, terminalLost: () => {} };
const PIXELS = 4;

/** What a camera reads in a picture of a screen: the half blocks dark, everything else light. */
function scanned(picture: string): string | undefined {
  const rows = picture
    .split('\n')
    .map((row) => Array.from(row, (each) => each.padEnd(columnsOf(each))).join(''));
  const [width, height] = [
    PIXELS * (Math.max(...rows.map((row) => row.length)) + 8),
    PIXELS * 2 * rows.length,
  ];
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const character = rows[Math.floor(y / PIXELS / 2)]?.[Math.floor(x / PIXELS)] ?? ' ';
      const half = Math.floor(y / PIXELS) % 2 === 0 ? '▀' : '▄';
      if (character === '█' || character === half)
        pixels.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  return jsQR.default(pixels, width, height)?.data;
}

function failed(code: FaultCode): Screen {
  return screenAfterEvent(CHECKING, { kind: 'failed', step: 'check', code, facts: {}, disk: 'untouched' });
}

test.for(DEVICE_CODES)(
  'the picture of %s holds the address of its page, and nothing of this device',
  (code) => {
    const picture = readFileSync(new URL(`../golden/faults/${code}.txt`, import.meta.url), 'utf8');
    expect(scanned(picture)).toBe(`${PAGE}${code}`);
    expect(picture).toContain(`${PAGE}${code}`);
  },
);

test('the device of those pictures has serial numbers that the code might have held', () => {
  const { device, target } = CHECKING.state;
  expect(device?.serial).toMatchObject({ value: '5CD1234XYZ' });
  expect(target?.serial).toBe('X0B1C2D3E4F5');
});

test.for(TAGS)('view() draws a code that can be scanned in %s where there is room', async (tag) => {
  const wording = makeWording(messagesOf(tag), tag, shapeArabic);
  const picture = await pictureOf(failed('DSK-02'), LARGE, wording);
  expect(scanned(picture)).toBe(`${PAGE}DSK-02`);
});

test('openPainter() draws the code dark on light, also where everything else is light on dark', async () => {
  const fake = fakeTerminal(USUAL);
  using painter = openPainter(fake.terminal, NOBODY);
  const { state, local } = failed('DSK-02');
  painter.draw(view(state, USUAL, local, ENGLISH));
  const rows = (await fake.picture()).split('\n');
  const row = rows.findIndex((line) => line.includes('█▀▀▀▀▀█'));
  const column = rows[row]?.indexOf('█▀▀▀▀▀█') ?? 0;
  expect(await fake.styleAt(row, column)).toMatchObject({ colour: 0, background: 7 });
  expect(await fake.styleAt(row, column - 1)).toMatchObject({ background: 7 });
});

function textOf(screen: Screen, size: Size): string {
  const { lines } = view(screen.state, size, screen.local, ENGLISH);
  return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

test.for<[name: string, size: Size]>([
  ['with few columns', { columns: 79, rows: 17 }],
  ['of ASCII', { ...LARGE, characters: 'ascii' }],
])('view() shows the address and no code on a terminal %s', ([, size]) => {
  const text = textOf(failed('DSK-02'), size);
  expect(text).toContain(`${PAGE}DSK-02`);
  expect(text).not.toMatch(/[▀▄█]/);
});

test('view() shows no code over the details, and none without an address', () => {
  const screen = failed('DSK-02');
  const details = { ...screen, local: { ...screen.local, details: 'open' as const } };
  expect(textOf(details, LARGE)).not.toMatch(/[▀▄]/);
  const without = { ...screen, state: { ...screen.state, helpUrl: null } };
  expect(textOf(without, LARGE)).not.toMatch(/[▀▄]|https/);
});

test('view() leaves the code out rather than the reasons why nothing can be used', () => {
  const refused = SCREENS['failed-untouched'] ?? CHECKING;
  expect(textOf(refused, USUAL)).not.toMatch(/[▀▄]/);
  expect(textOf(refused, USUAL)).toContain('SIG-03');
  expect(textOf(refused, LARGE)).toMatch(/[▀▄]/);
});
