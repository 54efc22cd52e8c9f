import { expect, test } from 'vitest';
import type { Size } from '../../src/ui/frame.ts';
import { FIRST_SCREEN } from '../../src/ui/screen-after.ts';
import { pictureOf } from './picture-of.ts';
import { SCREENS } from './screens.ts';

const USUAL: Size = { columns: 80, rows: 24 };

const SIZES: Record<string, readonly [screen: string, size: Size][]> = {
  '40x12': [
    ['writing-42', { columns: 40, rows: 12 }],
    ['failed-unbootable', { columns: 40, rows: 12 }],
    ['complete', { columns: 40, rows: 12 }],
    ['developer-delay-prompt', { columns: 40, rows: 12 }],
    ['wifi-list', { columns: 40, rows: 12 }],
    ['wifi-passphrase', { columns: 40, rows: 12 }],
  ],
  '60x20': [['writing-42', { columns: 60, rows: 20 }]],
  '120x40': [
    ['wifi-list-wrong-passphrase', { columns: 120, rows: 40 }],
    ['wifi-list-many', { columns: 120, rows: 40 }],
    ['wifi-passphrase', { columns: 120, rows: 40 }],
    ['network-server-waiting', { columns: 120, rows: 40 }],
    ['network-lost', { columns: 120, rows: 40 }],
    ['network-complete', { columns: 120, rows: 40 }],
    ['wifi-list-empty', { columns: 120, rows: 40 }],
    ['wifi-hidden-name', { columns: 120, rows: 40 }],
    ['wifi-open', { columns: 120, rows: 40 }],
    ['wifi-give-up', { columns: 120, rows: 40 }],
  ],
  '160x50': [
    ['writing-42', { columns: 160, rows: 50 }],
    ['failed-untouched', { columns: 160, rows: 50 }],
  ],
};

test.for(Object.entries(SCREENS))('the screen "%s" looks as it did', async ([name, screen]) => {
  await expect(await pictureOf(screen, USUAL)).toMatchFileSnapshot(`../golden/screens/${name}.txt`);
});

const SIZED = Object.entries(SIZES).flatMap(([label, each]) =>
  each.map(([name, size]) => ({ label, name, size })),
);

test.for(SIZED)('the screen "$name" looks as it did at $label', async ({ label, name, size }) => {
  const screen = SCREENS[name] ?? FIRST_SCREEN;
  await expect(await pictureOf(screen, size)).toMatchFileSnapshot(`../golden/screens/${name}-${label}.txt`);
});
