import { expect, test } from 'vitest';
import { terminalVoice, type VoiceOptions } from '../../src/rsd/terminal-voice.ts';
import type { Voice } from '../../src/rsd/voice.ts';

const LOUD: VoiceOptions = { loudness: 'all', colors: 'off', person: 'not-there' };

/** A voice whose output is kept, at times that the test sets. */
function voiceWith(options: Partial<VoiceOptions> = {}, terminal = false) {
  const said = { out: '', err: '' };
  let nowMs = 0;
  const err = { isTTY: terminal, columns: 20, write: (text: string) => void (said.err += text) };
  const out = { write: (text: string) => void (said.out += text) };
  const voice: Voice = terminalVoice({ ...LOUD, ...options }, out, err, () => nowMs);
  return { voice, said, at: (ms: number) => void (nowMs = ms) };
}

test('results go to standard output, notes to standard error', () => {
  const { voice, said } = voiceWith();
  voice.result('a result');
  voice.note('a note');
  expect(said).toEqual({ out: 'a result\n', err: 'a note\n' });
});

test('a quiet voice says results only', () => {
  const { voice, said } = voiceWith({ loudness: 'quiet' });
  voice.result('a result');
  voice.note('a note');
  voice.progress('10 %');
  expect(said).toEqual({ out: 'a result\n', err: '' });
});

test('on a terminal progress takes the place of what was before, and makes room for a result', () => {
  const { voice, said, at } = voiceWith({}, true);
  voice.progress('10 % of something that is longer than the terminal');
  voice.progress('11 %: too soon');
  at(100);
  voice.progress('20 %');
  voice.result('done');
  expect(said.err).toBe('\r\u001b[K10 % of something t\r\u001b[K20 %\r\u001b[K');
  expect(said.out).toBe('done\n');
});

test('elsewhere progress is a line every ten seconds', () => {
  const { voice, said, at } = voiceWith();
  for (const ms of [0, 5000, 9999, 10_000]) {
    at(ms);
    voice.progress(`at ${ms}`);
  }
  expect(said.err).toBe('at 0\nat 10000\n');
});

test('styles are codes where colours are on, and nothing where they are off', () => {
  expect(voiceWith({ colors: 'on' }).voice.paint('good', 'yes')).toBe('\u001b[32myes\u001b[39m');
  expect(voiceWith().voice.paint('bad', 'no')).toBe('no');
});
