import { expect, test } from 'vitest';
import { playScreens } from '../../src/screens/play-screens.ts';
import { newPlayer, type Player, playerAfter, waitMs } from '../../src/screens/player.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { fakeTerminal } from '../ui/fake-terminal.ts';
import { recordedRun } from '../ui/recorded-run.ts';

const RUN = recordedRun('failed-untouched');
const wordingOf = () => ENGLISH;

function afterKeys(player: Player, ...keys: readonly string[]): Player {
  return keys.reduce((before, key) => playerAfter(before, { kind: 'key', key }), player);
}

test('playerAfter() goes from event to event, back too, and not beyond the first and the last', () => {
  const start = newPlayer(RUN, 1, null);
  expect(afterKeys(start, 'right', 'space', 'left').shown).toBe(2);
  expect(afterKeys(start, 'right', 'left')).toEqual(start);
  expect(afterKeys(start, 'left', 'left', 'left').shown).toBe(0);
  expect(newPlayer(RUN, 1000, null).shown).toBe(RUN.length);
});

test('playerAfter() leaves the other keys to the screen', () => {
  const end = newPlayer(RUN, RUN.length, null);
  expect(afterKeys(end, 'd').screen.local.details).toBe('open');
  expect(afterKeys(end, 'c').screen.local.theme).toBe('high-contrast');
  expect(afterKeys(end, 'enter').screen.over).toBe('yes');
  expect(afterKeys(newPlayer(RUN, 1, null), 'enter').screen.over).toBe('no');
});

test('waitMs() waits as long as it was, or a part of it, and never very long', () => {
  const at = (atMs: number, seq: number) => ({ seq, atMs, event: { kind: 'wifi-answered' } }) as const;
  const events = [at(0, 1), at(800, 2), at(700_000, 3)];
  expect(waitMs(newPlayer(events, 1, null), 1)).toBe(800);
  expect(waitMs(newPlayer(events, 1, null), 4)).toBe(200);
  expect(waitMs(newPlayer(events, 2, null), 1)).toBe(3000);
  expect(waitMs(newPlayer(events, 3, null), 1)).toBe('for-ever');
});

test('playScreens() plays a run to its end, waits for a key and gives the terminal back', async () => {
  const fake = fakeTerminal({ columns: 80, rows: 24 });
  const end = playScreens(newPlayer(RUN, 1, null), { terminal: fake.terminal, wordingOf, pace: 10_000 });
  await expect.poll(() => fake.picture()).toContain('[!] Recovery did not succeed');
  fake.press('\x03');
  expect((await end).shown).toBe(RUN.length);
  expect(fake.rawModes).toEqual([true, false]);
});

test('playScreens() shows one event at each press of a key', async () => {
  const fake = fakeTerminal({ columns: 80, rows: 24 });
  const end = playScreens(newPlayer(RUN, 1, null), { terminal: fake.terminal, wordingOf, pace: 'by-key' });
  await expect.poll(() => fake.picture()).toContain('Your device is in recovery mode');
  fake.press('\x1b[C');
  expect(await fake.picture()).toContain('Finding out which device this is');
  fake.press('\x03');
  expect((await end).shown).toBe(2);
});
