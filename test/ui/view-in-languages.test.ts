import { expect, test } from 'vitest';
import type { FaultCode } from '../../src/core/fault-catalogue.ts';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { makeWording } from '../../src/ui/make-wording.ts';
import { shapeArabic } from '../../src/ui/shape-arabic.ts';
import { view } from '../../src/ui/view.ts';
import { visualOrder } from '../../src/ui/visual-order.ts';
import type { Wording } from '../../src/ui/wording.ts';
import { DEVICE_CODES } from '../core/device-codes.ts';
import { messagesOf, TAGS } from './locale-files.ts';
import { screenAfterEvent, screenOf } from './screen-of.ts';
import { SCREENS } from './screens.ts';

const USUAL = { columns: 80, rows: 24 };
const MAX_STEP_NAME_COLUMNS = 32;
const OTHERS = TAGS.filter((tag) => tag !== 'en');
/** Its data is cut in every language. */
const SHOWN = Object.keys(SCREENS).filter((name) => name !== 'hostile');

interface Drawn {
  readonly wording: Wording;
  /** The lines of every screen, by its name. */
  readonly screens: ReadonlyMap<string, readonly string[]>;
}

const drawnBefore = new Map<string, Drawn>();

function drawn(tag: string): Drawn {
  const known = drawnBefore.get(tag);
  if (known) return known;
  const wording = makeWording(messagesOf(tag), tag, shapeArabic);
  const screens = Object.entries(SCREENS).map(([name, { state, local }]) => {
    const { lines } = view(state, USUAL, local, wording);
    return [name, lines.map((line) => line.map(({ text }) => text).join(''))] as const;
  });
  const all = { wording, screens: new Map(screens) };
  drawnBefore.set(tag, all);
  return all;
}

function linesOf(tag: string, screen: string): readonly string[] {
  return drawn(tag).screens.get(screen) ?? [];
}

/** Lines that are cut, less those that end so in any case. */
function cutLines(tag: string, screen: string): readonly string[] {
  const { texts, direction } = drawn(tag).wording;
  const looking = direction === 'right-to-left' ? visualOrder(texts.wifi.looking) : texts.wifi.looking;
  return linesOf(tag, screen).filter((line) => line.includes('...') && !line.includes(looking));
}

/** Keys stand three or four columns apart. */
function keysOf(tag: string, screen: string): readonly string[] {
  return (linesOf(tag, screen).at(-1) ?? '').trim().split(/ {3,}/);
}

test.for(OTHERS)(
  'view() cuts nothing in %s on a screen of 80 by 24 that it shows whole in English',
  (tag) => {
    const wrong = SHOWN.flatMap((screen) => {
      const cut = cutLines(tag, screen);
      return cut.length > cutLines('en', screen).length ? [[screen, ...cut]] : [];
    });
    expect(wrong).toEqual([]);
  },
);

test.for(OTHERS)('view() shows every key in %s on a screen of 80 by 24, or all but Ctrl-C', (tag) => {
  const wrong = SHOWN.flatMap((screen) => {
    const keys = keysOf(tag, screen);
    const english = keysOf('en', screen).filter((key) => !key.startsWith('Ctrl-C'));
    return keys.length < english.length ? [[screen, ...keys]] : [];
  });
  expect(wrong).toEqual([]);
});

test.for(TAGS)('view() tells in %s why a system was chosen while it is written', (tag) => {
  const { wording } = drawn(tag);
  const why = wording.texts.because.version({ better: '121.0.6167.0', worse: '120.0.6099.0' });
  const shown = wording.direction === 'right-to-left' ? visualOrder(why) : why;
  expect(linesOf(tag, 'writing-42').join('\n')).toContain(shown);
});

/** Of each area the fault with the longest words. */
function longestFaults({ faultText }: Wording): readonly FaultCode[] {
  const length = (code: FaultCode) => Object.values(faultText(code)).join('').length;
  return DEVICE_CODES.toSorted((a, b) => length(b) - length(a)).slice(0, 8);
}

test.for(TAGS)('view() never gives the words of a failure away for its code in %s', (tag) => {
  // Without turning lines around, so that what was wrapped can be read in one piece.
  const wording: Wording = { ...drawn(tag).wording, direction: 'left-to-right' };
  const withLog = screenOf('failed-unbootable', ({ event }) => event.kind === 'log');
  for (const code of longestFaults(wording)) {
    const failed = { kind: 'failed', step: 'write', code, facts: {}, disk: 'unbootable' } as const;
    const { state, local } = screenAfterEvent(withLog, failed);
    const { lines } = view(state, USUAL, local, wording);
    const spans = lines.flat().filter(({ tone }) => tone !== 'code' && tone !== 'quiet');
    const shown = spans
      .map(({ text }) => text)
      .join('')
      .replaceAll(' ', '');
    const { title, cause, advice } = wording.faultText(code);
    const words = [
      title,
      cause,
      advice,
      wording.texts.diskAfterFailure.unbootable,
      `https://help.example.com/recovery/${code}`,
    ];
    expect(words.filter((text) => !shown.includes(text.replaceAll(/[ \u00a0\u202f]/g, '')))).toEqual([]);
  }
});

test.for(TAGS)('view() fills the columns of a screen of 80 by 24 and no more in %s', (tag) => {
  const lines = [...drawn(tag).screens.values()].flat();
  expect(lines.filter((line) => columnsOf(line) > USUAL.columns)).toEqual([]);
  expect(lines.filter((line) => /(?! )[\p{Z}\p{C}\p{M}]/u.test(line))).toEqual([]);
});

test.for(TAGS)('locales/%s.json has names of steps that leave room for the facts beside them', (tag) => {
  const names = Object.values(drawn(tag).wording.texts.stepNames);
  expect(names.filter((name) => columnsOf(name) > MAX_STEP_NAME_COLUMNS)).toEqual([]);
});

test.for(TAGS)(
  'view() begins a screen at its right edge in %s, if that is where the language begins',
  (tag) => {
    const { texts, direction } = drawn(tag).wording;
    const [header = ''] = linesOf(tag, 'writing-42');
    const step = texts.stepOf({ number: 8, count: 11 });
    const parts = direction === 'right-to-left' ? [step, texts.title].map(visualOrder) : [texts.title, step];
    expect(header.trim().split(/ {2,}/)).toEqual(parts);
    expect(direction).toBe(['ar', 'fa', 'he'].includes(tag) ? 'right-to-left' : 'left-to-right');
  },
);
