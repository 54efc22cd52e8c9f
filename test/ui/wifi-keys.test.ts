import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import { type Screen, type ScreenInput, screenAfter } from '../../src/ui/screen-after.ts';
import type { WifiDraft } from '../../src/ui/wifi-draft.ts';
import { LINE_3, MANY_NETWORKS, NETWORKS, UNTIL_CONNECT, wanted } from './network-run.ts';
import { key, screenAfterAll, screenAfterEvent, screenOfEvents, typing } from './screen-of.ts';

const asked = screenOfEvents([...UNTIL_CONNECT, wanted(NETWORKS)]);
const ENTER = key('enter');
const ESCAPE = key('escape');
const DOWN = key('down');
const atPassphrase = screenAfterAll(asked, [ENTER]);
const SECRET = 'Grün & 12 Vögel';

function answer(command: Extract<Command, { kind: 'wifi' }>['answer']): Extract<Command, { kind: 'wifi' }> {
  return { kind: 'wifi', answer: command };
}

function join(ssid: string, visibility: 'visible' | 'hidden', passphrase: string): Command {
  return answer({ kind: 'join', ssid, visibility, passphrase });
}

/** The commands that a screen sends while it hears these inputs. */
function sent(screen: Screen, inputs: readonly ScreenInput[]): readonly Command[] {
  return inputs.flatMap((input, at) => {
    const { command } = screenAfter(screenAfterAll(screen, inputs.slice(0, at)), input);
    return command === 'none' ? [] : [command];
  });
}

function down(times: number): readonly ScreenInput[] {
  return Array.from({ length: times }, () => DOWN);
}

test.for<[what: string, inputs: readonly ScreenInput[], commands: readonly Command[]]>([
  [
    'sends the passphrase of the marked network',
    [ENTER, ...typing(SECRET), ENTER],
    [join(LINE_3.ssid, 'visible', SECRET)],
  ],
  [
    'sends it once',
    [ENTER, ...typing(SECRET), ENTER, ENTER, ...typing('y'), ENTER],
    [join(LINE_3.ssid, 'visible', SECRET)],
  ],
  [
    'takes the keys of the list for text in a field',
    [ENTER, ...typing('rhjkqd yn'), ENTER],
    [join(LINE_3.ssid, 'visible', 'rhjkqd yn')],
  ],
  [
    'keeps upper case and spaces at both ends',
    [ENTER, ...typing(' ABC abc '), ENTER],
    [join(LINE_3.ssid, 'visible', ' ABC abc ')],
  ],
  [
    'deletes a whole character, however many bytes it has',
    [ENTER, ...typing('12345678😀'), key('backspace'), ENTER],
    [join(LINE_3.ssid, 'visible', '12345678')],
  ],
  [
    'clears the field',
    [ENTER, ...typing('wrong'), key('C-u'), ...typing('87654321'), ENTER],
    [join(LINE_3.ssid, 'visible', '87654321')],
  ],
  [
    'shows and hides without a change of the text',
    [ENTER, ...typing('1234'), key('C-r'), ...typing('56'), key('C-r'), ...typing('78'), ENTER],
    [join(LINE_3.ssid, 'visible', '12345678')],
  ],
  ['sends no WPA2 passphrase that is too short', [ENTER, ...typing('1234567'), ENTER], []],
  ['sends no passphrase that is empty', [ENTER, ENTER], []],
  ['sends no passphrase that is longer than any', [ENTER, ...typing('x'.repeat(129)), ENTER], []],
  [
    'sends a short passphrase to WPA3',
    [DOWN, ENTER, ...typing('x'), ENTER],
    [join('436166c3a93ae7bd91e7bb9c07', 'visible', 'x')],
  ],
  ['joins an open network after a yes', [...down(3), ENTER, key('y')], [join('4775657374', 'visible', '')]],
  ['joins an open network after Enter', [...down(3), ENTER, ENTER], [join('4775657374', 'visible', '')]],
  ['joins no open network after another key', [...down(3), ENTER, key('space'), key('n'), key('y')], []],
  ['joins nothing that cannot be joined', [...down(4), ENTER, ...typing('12345678'), ENTER], []],
  [
    'sends the name of a hidden network as its bytes',
    [key('h'), ...typing('Lager Süd'), ENTER, ...typing(SECRET), ENTER],
    [join('4c616765722053c3bc64', 'hidden', SECRET)],
  ],
  [
    'sends a hidden name of 32 bytes',
    [key('h'), ...typing(`${'網'.repeat(10)}ab`), ENTER, ...typing('12345678'), ENTER],
    [join(`${'e7b6b2'.repeat(10)}6162`, 'hidden', '12345678')],
  ],
  [
    'goes no further with a hidden name of 33 bytes, or none',
    [key('h'), ENTER, ...typing('網'.repeat(11)), ENTER, ...typing('12345678'), ENTER],
    [],
  ],
  [
    'joins a hidden network without a passphrase after a yes',
    [key('h'), ...typing('a'), ENTER, ENTER, key('y')],
    [join('61', 'hidden', '')],
  ],
  ['asks for a new list once until it comes', [key('r'), key('r')], [answer({ kind: 'rescan' })]],
  ['gives up after a yes', [ESCAPE, key('y')], [answer({ kind: 'give-up' })]],
  ['gives up after Enter', [ESCAPE, ENTER], [answer({ kind: 'give-up' })]],
  ['gives up after no other key', [ESCAPE, key('space'), ESCAPE, ESCAPE, key('n')], []],
  [
    'goes back to the list',
    [ENTER, ...typing('1234'), ESCAPE, ESCAPE, key('y')],
    [answer({ kind: 'give-up' })],
  ],
  ['stops recovery from a field', [ENTER, key('C-c'), key('y')], [{ kind: 'cancel' }]],
])('a screen %s', ([, inputs, commands]) => {
  expect(sent(asked, inputs)).toEqual(commands);
});

test.for<[what: string, keys: readonly string[], name: string]>([
  ['goes down', ['down', 'j'], 'Network 3'],
  ['stops at the first', ['down', 'up', 'k', 'up'], 'Network 1'],
  ['goes by pages', ['pagedown', 'pagedown', 'pageup', 'down'], 'Network 10'],
  ['goes to the end and stops there', ['end', 'down', 'pagedown'], 'Network 60'],
  ['goes to the beginning', ['end', 'home'], 'Network 1'],
])('the mark of the list %s', ([, keys, name]) => {
  const screen = screenAfterAll(screenOfEvents([wanted(MANY_NETWORKS)]), keys.map(key));
  const chosen = screenAfterAll(screen, [ENTER]);
  expect(chosen.local.wifi.page).toMatchObject({ kind: 'passphrase', target: { name } });
});

test('the mark stays at its network when a new list comes, and goes to the first when it is gone', () => {
  const marked = screenAfterAll(asked, [...down(2)]);
  const turned = screenAfterEvent(marked, wanted(NETWORKS.toReversed()));
  expect(screenAfterAll(turned, [ENTER]).local.wifi.page).toMatchObject({ target: { name: 'Office 2' } });
  const gone = screenAfterEvent(marked, wanted(MANY_NETWORKS));
  expect(screenAfterAll(gone, [ENTER]).local.wifi.page).toMatchObject({ target: { name: 'Network 1' } });
});

test('a key that does nothing in an empty list leaves the screen as it is', () => {
  const empty = screenOfEvents([wanted([])]);
  expect(screenAfterAll(empty, [DOWN, ENTER, key('end'), key('x')])).toEqual(empty);
});

test('a screen asks for a new list by itself while no network is in reach, and once at a time', () => {
  const second: ScreenInput = { kind: 'second-passed' };
  const seconds = Array.from({ length: 9 }, () => second);
  const empty = screenOfEvents([wanted([])]);
  expect(sent(empty, seconds)).toEqual([answer({ kind: 'rescan' })]);
  expect(sent(asked, seconds)).toEqual([]);
  expect(sent(screenAfterAll(empty, [key('h')]), seconds)).toEqual([]);
  expect(sent(screenAfterAll(empty, [{ kind: 'keys-ended' }]), seconds)).toEqual([]);
  expect(sent(screenAfterAll(empty, [{ kind: 'messages-ended' }]), seconds)).toEqual([]);
  const again = screenAfterEvent(screenAfterAll(empty, seconds), wanted([]));
  expect(sent(again, seconds)).toEqual([answer({ kind: 'rescan' })]);
});

test('a screen keeps what is typed until the agent, which looks for networks, hears it', () => {
  const looking = screenAfterAll(asked, [key('r'), ENTER, ...typing('12345678'), ENTER]);
  expect(looking.local.wifi).toMatchObject({ hint: 'still-looking', page: { passphrase: '12345678' } });
  const heard = screenAfterEvent(looking, wanted(NETWORKS));
  expect(screenAfter(heard, ENTER).command).toEqual(join(LINE_3.ssid, 'visible', '12345678'));
});

test('a screen asks an unattended run for nothing', () => {
  const unattended = screenOfEvents([{ kind: 'started', agent: '', mode: 'unattended' }, wanted(NETWORKS)]);
  expect(sent(unattended, [ENTER, key('r'), key('h'), ESCAPE, key('y')])).toEqual([]);
});

const ENDS: Record<string, (screen: Screen) => Screen> = {
  'it was sent': (screen) => screenAfterAll(screen, [ENTER]),
  'the page was left': (screen) => screenAfterAll(screen, [ESCAPE]),
  'another screen answered': (screen) => screenAfterEvent(screen, { kind: 'wifi-answered' }),
  'recovery failed': (screen) =>
    screenAfterEvent(screen, { kind: 'failed', code: 'NET-39', facts: {}, disk: 'untouched' }),
  'recovery began again': (screen) =>
    screenAfterEvent(screen, { kind: 'started', agent: '', mode: 'attended' }),
  'recovery was stopped': (screen) => screenAfterAll(screen, [key('C-c'), key('y')]),
  'the agent was lost': (screen) => screenAfterAll(screen, [{ kind: 'messages-ended' }]),
  'a whole state came': (screen) =>
    screenAfterAll(screen, [{ kind: 'message', message: { v: 1, kind: 'state', state: screen.state } }]),
};

test.for(Object.entries(ENDS))('no passphrase is left in a screen when %s', ([, end]) => {
  const typed = screenAfterAll(atPassphrase, typing(SECRET));
  expect(JSON.stringify(typed)).toContain(SECRET);
  expect(JSON.stringify(end(typed))).not.toContain('Vögel');
});

test('a screen sends any text that can be typed as it is, and no name but of 1 to 32 bytes', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(text, text, (name, passphrase) => {
      const inputs = [key('h'), ...typing(name), ENTER, ...typing(passphrase), ENTER];
      const bytes = Buffer.from(name);
      const expected = bytes.length <= 32 ? [join(bytes.toString('hex'), 'hidden', passphrase)] : [];
      fc.pre(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name + passphrase));
      expect(sent(asked, inputs)).toEqual(expected);
    }),
  );
});

test('a screen takes no control character for text', () => {
  const pasted = screenAfterAll(atPassphrase, typing('a\tb\x1bc\x00d\u2028e\x7ff'));
  expect(pasted.local.wifi.page).toMatchObject({ passphrase: 'abcdef' });
});

test('a field takes no more than the control socket does', () => {
  const full = screenAfterAll(atPassphrase, typing('x'.repeat(300)));
  const { page }: WifiDraft = full.local.wifi;
  expect(page).toMatchObject({ passphrase: 'x'.repeat(256) });
});
