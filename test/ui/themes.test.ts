import { expect, test } from 'vitest';
import { THEME_NAMES, type ThemeName } from '../../src/core/theme-name.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import type { Frame, Tone } from '../../src/ui/frame.ts';
import { openPainter } from '../../src/ui/paint.ts';
import { FIRST_SCREEN, type Screen } from '../../src/ui/screen-after.ts';
import { THEMES } from '../../src/ui/themes.ts';
import { view } from '../../src/ui/view.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';
import { key, screenAfterAll } from './screen-of.ts';
import { SCREENS } from './screens.ts';

const SIZE = { columns: 80, rows: 24 };
const NOBODY = { key: () => {}, resized: () => {}, keysEnded: () => {}, terminalLost: () => {} };
const TONES: readonly Tone[] = ['plain', 'strong', 'quiet', 'good', 'warn', 'bad', 'marked'];
const EACH_TONE: Frame = { lines: TONES.map((tone) => [{ text: tone, tone }]), scroll: 0 };
const OF_THE_TERMINAL = -1;
const BLACK = 0;
const YELLOW = 11;
const WHITE = 15;

async function coloursOf(theme: ThemeName, terminalName: string): Promise<ReadonlySet<number>> {
  const fake = fakeTerminal(SIZE, terminalName);
  using painter = openPainter(fake.terminal, NOBODY);
  painter.draw(EACH_TONE, theme);
  return await fake.colours();
}

test('the theme "high-contrast" has white and yellow on black and no other colour', async () => {
  expect(await coloursOf('high-contrast', 'xterm-256color')).toEqual(new Set([BLACK, WHITE, YELLOW]));
});

test('the theme "high-contrast" is bold everywhere on a terminal of eight colours, where bold is bright', async () => {
  const fake = fakeTerminal(SIZE, 'linux');
  using painter = openPainter(fake.terminal, NOBODY);
  painter.draw(EACH_TONE, 'high-contrast');
  for (const [row] of TONES.entries()) expect((await fake.styleAt(row, 0)).bold).toBe(true);
});

test('the theme "plain" has no colour at all', async () => {
  expect(await coloursOf('plain', 'xterm-256color')).toEqual(new Set([OF_THE_TERMINAL]));
});

test('a change of the theme changes no letter of the picture', async () => {
  const fake: FakeTerminal = fakeTerminal(SIZE, 'xterm-256color');
  using painter = openPainter(fake.terminal, NOBODY);
  const pictures: string[] = [];
  for (const theme of THEME_NAMES) {
    painter.draw(EACH_TONE, theme);
    pictures.push(await fake.picture());
  }
  expect(new Set(pictures).size).toBe(1);
  expect(pictures[0]).toContain('marked');
});

test('the marked row is inverse in the themes that have few colours', () => {
  const isInverse = (theme: ThemeName) => THEMES[theme].tones.marked.split(';').includes('7');
  expect(THEME_NAMES.filter(isInverse)).toEqual(['high-contrast', 'plain']);
});

test('C goes from theme to theme, from that of the run on', () => {
  const started = { kind: 'started', agent: '1', mode: 'attended', theme: 'high-contrast' } as const;
  const message = { v: 1, kind: 'event', event: { seq: 1, atMs: 1, event: started } } as const;
  const screen = screenAfterAll(FIRST_SCREEN, [{ kind: 'message', message }]);
  expect(screen.state.theme).toBe('high-contrast');
  const after = (...keys: readonly string[]) => screenAfterAll(screen, keys.map(key)).local.theme;
  expect([after(), after('c'), after('c', 'c'), after('c', 'c', 'c')]).toEqual([
    null,
    'plain',
    'default',
    'high-contrast',
  ]);
});

test('C is a letter where text is typed, and a key of the delay', () => {
  for (const name of ['wifi-passphrase', 'wifi-hidden-name', 'developer-delay-prompt', 'stop-question']) {
    const screen: Screen = SCREENS[name] ?? FIRST_SCREEN;
    expect(screenAfterAll(screen, [{ kind: 'key', key: 'c', typed: 'c' }]).local.theme).toBe(null);
  }
  const list = SCREENS['wifi-list'] ?? FIRST_SCREEN;
  expect(screenAfterAll(list, [key('c')]).local.theme).toBe('high-contrast');
});

/** What says without a colour what the tone says with one. */
const MARKS: Partial<Record<Tone, RegExp>> = {
  good: /^(?:\[x\] |█*$)/,
  // The frames of what is read across a room are marks as well.
  bad: /^(?:\[[!?]\] |X+$)/,
  warn: /^(?:! |=.*=$)/,
  marked: /^> /,
};
const STEP_MARKS = { waiting: '[ ]', running: '[>]', done: '[x]', failed: '[!]' };

interface Run {
  readonly tone: Tone;
  readonly text: string;
}

/** The words of each tone, those of one paragraph or row together. */
function runsOf({ state, local }: Screen): readonly Run[] {
  const runs: Run[] = [];
  let open: Tone | undefined;
  for (const line of view(state, SIZE, local, ENGLISH).lines) {
    const [tone, ...others] = new Set(line.filter(({ text }) => text.trim() !== '').map((span) => span.tone));
    const text = line
      .map((span) => span.text)
      .join('')
      .slice(2);
    const goesOn =
      tone !== undefined && tone === open && (tone === 'warn' ? text.startsWith('  ') : tone !== 'marked');
    if (tone !== undefined && others.length === 0 && !goesOn) runs.push({ tone, text });
    if (others.length > 0) runs.push(...line.map((span) => ({ tone: span.tone, text: span.text })));
    open = others.length === 0 ? tone : undefined;
  }
  return runs;
}

test.for(Object.entries(SCREENS))('no colour of the screen "%s" says what no mark says', ([, screen]) => {
  const unmarked = runsOf(screen).filter(({ tone, text }) => MARKS[tone]?.test(text) === false);
  expect(unmarked).toEqual([]);
});

test('the screens together have every tone that has a mark', () => {
  const seen = new Set(Object.values(SCREENS).flatMap((screen) => runsOf(screen).map(({ tone }) => tone)));
  expect([...seen]).toEqual(expect.arrayContaining(Object.keys(MARKS)));
});

test.for(['writing-42', 'stop-question', 'network-cable', 'agent-lost'])(
  'the screen "%s" says in plain text how far each step is',
  (name) => {
    const { state, local } = SCREENS[name] ?? FIRST_SCREEN;
    const { lines } = view(state, SIZE, local, ENGLISH);
    const text = lines.map((line) => line.map((span) => span.text).join('')).join('\n');
    const wanted = state.steps.map(
      ({ name: step, status }) => `${STEP_MARKS[status]} ${ENGLISH.texts.stepNames[step]}`,
    );
    expect(wanted.filter((each) => !text.includes(each))).toEqual([]);
  },
);
