import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame, Tone } from '../../src/ui/frame.ts';
import { openPainter, type PainterListener } from '../../src/ui/paint.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';

const SIZE = { columns: 30, rows: 6 };

interface Heard extends PainterListener {
  readonly keys: string[];
  readonly typed: string[];
  readonly calls: string[];
}

function heard(): Heard {
  const keys: string[] = [];
  const typed: string[] = [];
  const calls: string[] = [];
  return {
    keys,
    typed,
    calls,
    key: (name, character) => {
      keys.push(name);
      typed.push(character);
    },
    resized: () => calls.push('resized'),
    keysEnded: () => calls.push('keys ended'),
    terminalLost: () => calls.push('terminal lost'),
  };
}

function frame(...texts: readonly string[]): Frame {
  return { lines: texts.map((text) => [{ text, tone: 'plain' }]), scroll: 0 };
}

async function drawnOn(fake: FakeTerminal, ...frames: readonly Frame[]): Promise<string> {
  using painter = openPainter(fake.terminal, heard());
  for (const each of frames) painter.draw(each);
  return await fake.picture();
}

test.for(['xterm', 'xterm-256color', 'linux', 'vt220', 'vt100', 'screen', 'tmux', 'no-such-terminal'])(
  'openPainter() draws the same picture on a terminal named %s',
  async (name) => {
    const picture = await drawnOn(fakeTerminal(SIZE, name), frame('── 42 % ██░░', 'две строки', '優麒麟'));
    expect(picture).toBe('── 42 % ██░░\nдве строки\n優麒麟\n\n\n');
  },
);

test('openPainter() draws nothing but ASCII on a terminal that has nothing else', async () => {
  const fake = fakeTerminal(SIZE);
  const terminal = { ...fake.terminal, characters: 'ascii' } as const;
  const picture = await drawnOn({ ...fake, terminal }, frame('┌─┐│└┘ ██░░', 'é優'));
  expect(picture).toBe('+-+|++ ##..\n???\n\n\n\n');
});

test('openPainter() shows the tags of blessed as they are written', async () => {
  const texts = ['{red-fg}a{/red-fg}', '{bold}b{/}', '{center}c{/center}', '{escape}{/escape}'];
  expect(await drawnOn(fakeTerminal(SIZE), frame(...texts))).toBe([...texts, '', ''].join('\n'));
});

test('openPainter() does not break a coloured line that just fits', async () => {
  const words = 'one two three four five six ab';
  const full: Frame = {
    lines: [[{ text: words, tone: 'bad' }], [{ text: 'b', tone: 'plain' }]],
    scroll: 0,
  };
  expect(await drawnOn(fakeTerminal(SIZE), full)).toBe(`${words}\nb\n\n\n\n`);
});

test('openPainter() leaves nothing of the pictures before', async () => {
  const word = fc.constantFrom('a', 'bcd', ' ', '優', '麒麟', '──', 'я', '██░░');
  const lines = fc.array(fc.array(word, { maxLength: 7 }), { minLength: 1, maxLength: 6 });
  const pictures = fc.array(
    lines.map((each) => each.map((words) => words.join(''))),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(pictures, async (texts) => {
      const drawn = await drawnOn(fakeTerminal(SIZE), ...texts.map((each) => frame(...each)));
      const last = texts.at(-1) ?? [];
      const expected = Array.from({ length: SIZE.rows }, (_, at) => (last[at] ?? '').trimEnd());
      expect(drawn).toBe(expected.join('\n'));
    }),
    { numRuns: 40 },
  );
});

test.for<[Tone, { bold: boolean; colour: number; background: number }]>([
  ['plain', { bold: false, colour: -1, background: -1 }],
  ['strong', { bold: true, colour: -1, background: -1 }],
  ['quiet', { bold: false, colour: 6, background: -1 }],
  ['good', { bold: true, colour: 2, background: -1 }],
  ['warn', { bold: true, colour: 3, background: -1 }],
  ['bad', { bold: true, colour: 1, background: -1 }],
  ['marked', { bold: true, colour: -1, background: -1 }],
  ['code', { bold: false, colour: 0, background: 7 }],
])('openPainter() draws the tone %s', async ([tone, style]) => {
  const fake = fakeTerminal(SIZE);
  using painter = openPainter(fake.terminal, heard());
  painter.draw({
    lines: [
      [
        { text: 'x', tone },
        { text: 'y', tone: 'plain' },
      ],
    ],
    scroll: 0,
  });
  expect(await fake.styleAt(0, 0)).toEqual(style);
  expect(await fake.styleAt(0, 1)).toEqual({ bold: false, colour: -1, background: -1 });
});

test('openPainter() draws to the new size after the terminal was resized', async () => {
  const fake = fakeTerminal(SIZE);
  const told = heard();
  using painter = openPainter(fake.terminal, told);
  painter.draw(frame('a'.repeat(30)));
  fake.resize({ columns: 12, rows: 3 });
  expect(told.calls).toEqual(['resized']);
  expect(painter.size()).toMatchObject({ columns: 12, rows: 3 });
  painter.draw(frame('b'.repeat(12), '2', '3'));
  expect(await fake.picture()).toBe(`${'b'.repeat(12)}\n2\n3`);
});

test('openPainter() takes 80 by 24 for a serial line, which says 0 by 0', () => {
  using painter = openPainter(fakeTerminal({ columns: 0, rows: 0 }).terminal, heard());
  expect(painter.size()).toEqual({ columns: 80, rows: 24, characters: 'unicode' });
});

test('openPainter() tells of each key once, by its name', async () => {
  const fake = fakeTerminal(SIZE);
  const told = heard();
  using painter = openPainter(fake.terminal, told);
  painter.draw(frame());
  for (const bytes of ['a', 'A', '7', '\r', '\n', ' ', '\x03', '\x1b[A', '\x1b[6~', 'я', '\x1b'])
    fake.press(bytes);
  await fake.picture();
  const names = ['a', 'a', '7', 'enter', 'enter', 'space', 'C-c', 'up', 'pagedown', 'я', 'escape'];
  expect(told.keys).toEqual(names);
});

test('openPainter() tells what a key writes, in upper and lower case, of any script', async () => {
  const fake = fakeTerminal(SIZE);
  const told = heard();
  using painter = openPainter(fake.terminal, told);
  painter.draw(frame());
  const characters = [
    'a',
    'A',
    ' ',
    '7',
    '~',
    '`',
    '{',
    'ü',
    'Ç',
    'ß',
    '€',
    'я',
    '網',
    '😀',
    '\u{20000}',
    '"',
    '\\',
  ];
  for (const character of characters) fake.press(character);
  await fake.picture();
  expect(told.typed).toEqual(characters);
});

test('openPainter() tells every character of what is pasted, also when its bytes come one by one', async () => {
  const text = 'Grün & 12 Vögel, 網 😀! ';
  for (const parts of [[text], [...Buffer.from(text)].map((byte) => Buffer.from([byte]))]) {
    const fake = fakeTerminal(SIZE);
    const told = heard();
    using painter = openPainter(fake.terminal, told);
    painter.draw(frame());
    for (const part of parts) fake.terminal.input.emit('data', Buffer.from(part));
    await fake.picture();
    expect(told.typed.join('')).toBe(text);
    expect(told.keys).toHaveLength(Array.from(text).length);
  }
});

test('openPainter() gives the terminal back as it was', async () => {
  const fake = fakeTerminal(SIZE);
  const before = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'exit', 'uncaughtException'].map((name) =>
    process.listenerCount(name),
  );
  const painter = openPainter(fake.terminal, heard());
  painter.draw(frame('x'));
  await fake.picture();
  painter[Symbol.dispose]();
  await fake.picture();
  expect(fake.rawModes).toEqual([true, false]);
  const [, ...afterEntering] = fake.written().split('\x1b[?1049h');
  expect(afterEntering.join('')).toContain('\x1b[?1049l');
  expect(fake.written().lastIndexOf('\x1b[?25h')).toBeGreaterThan(fake.written().lastIndexOf('\x1b[?25l'));
  expect(fake.terminal.input.isPaused()).toBe(true);
  expect(fake.terminal.input.listenerCount('data')).toBe(0);
  expect(fake.terminal.output.listenerCount('resize')).toBe(0);
  const after = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'exit', 'uncaughtException'].map((name) =>
    process.listenerCount(name),
  );
  expect(after).toEqual(before);
});

test('openPainter() leaves the signals to others: blessed would exit with status 0', () => {
  const before = process.listenerCount('SIGTERM');
  using painter = openPainter(fakeTerminal(SIZE).terminal, heard());
  expect(process.listenerCount('SIGTERM')).toBe(before);
  expect(process.listenerCount('SIGINT')).toBe(before);
  expect(painter.readiness()).toBe('ready');
});

test('openPainter() can be opened again after it was disposed of', async () => {
  const fake = fakeTerminal(SIZE);
  await drawnOn(fake, frame('first'));
  expect(await drawnOn(fake, frame('second'))).toBe('second\n\n\n\n\n');
});

test('openPainter() tells when no key can come any more, and when the terminal is gone', async () => {
  const fake = fakeTerminal(SIZE);
  const told = heard();
  using painter = openPainter(fake.terminal, told);
  painter.draw(frame('x'));
  fake.terminal.input.push(null);
  fake.terminal.output.destroy(new Error('EIO'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told.calls).toContain('keys ended');
  expect(told.calls).toContain('terminal lost');
  expect(() => painter.draw(frame('y'))).not.toThrow();
});
