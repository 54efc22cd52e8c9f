import { expect, test } from 'vitest';
import { makeWording } from '../../src/ui/make-wording.ts';
import { FIRST_SCREEN } from '../../src/ui/screen-after.ts';
import { shapeArabic } from '../../src/ui/shape-arabic.ts';
import { messagesOf } from './locale-files.ts';
import { pictureOf } from './picture-of.ts';
import { SCREENS } from './screens.ts';

/** Latin, Cyrillic, CJK, Arabic and Hebrew. */
const TAGS = ['de', 'ru', 'ja', 'ar', 'he'];
const SIZES = { '80x24': { columns: 80, rows: 24 }, '120x40': { columns: 120, rows: 40 } };
const NAMES = [
  'writing-42',
  'developer-delay-prompt',
  'power-wait',
  'power-unknown',
  'wifi-list',
  'failed-unbootable',
  'complete',
  'log',
  'welcome',
  'language-later',
  'details-trust',
];

const CASES = TAGS.flatMap((tag) =>
  NAMES.flatMap((name) => Object.entries(SIZES).map(([label, size]) => ({ tag, name, label, size }))),
);

test.for(CASES)(
  'the screen "$name" looks as it did in $tag at $label',
  async ({ tag, name, label, size }) => {
    const wording = makeWording(messagesOf(tag), tag, shapeArabic);
    const picture = await pictureOf(SCREENS[name] ?? FIRST_SCREEN, size, wording);
    await expect(picture).toMatchFileSnapshot(`../golden/screens/${tag}/${name}-${label}.txt`);
  },
);
