import { expect, test } from 'vitest';
import type { StampedEvent } from '../../src/core/events.ts';
import { type Printing, printScreens } from '../../src/screens/print-screens.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { pictureOf } from '../ui/picture-of.ts';
import { recordedRun } from '../ui/recorded-run.ts';
import { screenOf } from '../ui/screen-of.ts';
import { SCREENS } from '../ui/screens.ts';

const RUN = recordedRun('complete-from-stick');
const USUAL: Printing = { size: { columns: 80, rows: 24 }, wordingOf: () => ENGLISH, at: 'each' };

function printed(events: readonly StampedEvent[], printing: Partial<Printing> = {}): readonly string[] {
  const texts: string[] = [];
  printScreens(events, { ...USUAL, ...printing }, (text) => texts.push(text));
  return texts;
}

test('printScreens() prints what the painter draws after an event', async () => {
  const at = RUN.find(({ event }) => event.kind === 'waiting');
  const [text = ''] = printed(RUN, { at: at ?? 'each' });
  expect(text).toBe(
    `--- event 232 at 65.3 s: waiting\n${await pictureOf(SCREENS['complete'] ?? screenOf('hostile', () => true), USUAL.size)}`,
  );
});

test('printScreens() prints no screen twice that looks as the one before', () => {
  const first = RUN.slice(0, 2);
  const again = { seq: 3, atMs: 90, event: { kind: 'disk-state', disk: 'untouched' } } as const;
  expect(printed(first)).toHaveLength(2);
  expect(printed([...first, again])).toEqual(printed(first));
});

test('printScreens() prints in the size that is asked for', () => {
  const [first = ''] = printed(RUN.slice(0, 1), { size: { columns: 40, rows: 12 } });
  expect(first.trimEnd().split('\n')).toHaveLength(13);
});
