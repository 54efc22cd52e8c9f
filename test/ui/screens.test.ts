import { expect, test } from 'vitest';
import { ENGLISH } from '../../src/ui/english.ts';
import { frameText } from '../../src/ui/frame-text.ts';
import { FIRST_SCREEN } from '../../src/ui/screen-after.ts';
import { view } from '../../src/ui/view.ts';
import { pictureOf } from './picture-of.ts';
import { SCREENS } from './screens.ts';

const USUAL = { columns: 80, rows: 24 };
const LARGE = { columns: 120, rows: 40 };

/** What a few screens have to stand besides. */
const MORE = [
  {
    label: '40x12',
    size: { columns: 40, rows: 12 },
    names: [
      'writing-42',
      'failed-unbootable',
      'log',
      'complete',
      'developer-delay-prompt',
      'power-wait',
      'power-unattended',
      'power-unknown',
      'wifi-list',
      'wifi-passphrase',
      'language',
      'language-later',
      'welcome',
      'line-fail',
      'line-hold',
    ],
  },
  { label: '60x20', size: { columns: 60, rows: 20 }, names: ['writing-42'] },
  {
    label: '160x50',
    size: { columns: 160, rows: 50 },
    names: ['writing-42', 'failed-untouched', 'line-pass'],
  },
];

test.for(Object.entries(SCREENS))('the screen "%s" looks as it did', async ([name, screen]) => {
  await expect(await pictureOf(screen, USUAL)).toMatchFileSnapshot(`../golden/screens/${name}.txt`);
});

test.for(Object.entries(SCREENS))('the screen "%s" looks as it did at 120x40', async ([name, screen]) => {
  await expect(await pictureOf(screen, LARGE)).toMatchFileSnapshot(`../golden/screens/${name}-120x40.txt`);
});

const CASES = MORE.flatMap(({ label, size, names }) => names.map((name) => ({ label, name, size })));

test.for(CASES)('the screen "$name" looks as it did at $label', async ({ label, name, size }) => {
  const screen = SCREENS[name] ?? FIRST_SCREEN;
  await expect(await pictureOf(screen, size)).toMatchFileSnapshot(`../golden/screens/${name}-${label}.txt`);
});

test.for(Object.entries(SCREENS))('frameText() is what the painter draws of "%s"', async ([, screen]) => {
  const { state, local } = screen;
  expect(frameText(view(state, USUAL, local, ENGLISH))).toBe(await pictureOf(screen, USUAL));
});
