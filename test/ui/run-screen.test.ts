import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import type { StampedEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, type RunState } from '../../src/core/run-state.ts';
import type { WireMessage } from '../../src/core/wire.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { runScreen } from '../../src/ui/run-screen.ts';
import { type Channel, channel } from './channel.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';
import { LINE_3, NETWORKS, numbered, UNTIL_CONNECT, wanted } from './network-run.ts';
import { type RunName, recordedRun } from './recorded-run.ts';

const SPOKEN = { wordingOf: () => ENGLISH, languages: [] };
const STATE: WireMessage = { v: 1, kind: 'state', state: FIRST_RUN_STATE };
const BETWEEN_PICTURES_MS = 60;

interface Shown {
  readonly fake: FakeTerminal;
  readonly messages: Channel<WireMessage>;
  readonly sent: readonly Command[];
  readonly end: Promise<RunState>;
  readonly abort: AbortController;
  /** What is on the screen a moment later. */
  picture(): Promise<string>;
  press(...bytes: readonly string[]): Promise<void>;
}

function shown(): Shown {
  const fake = fakeTerminal({ columns: 80, rows: 24 });
  const messages = channel<WireMessage>();
  const sent: Command[] = [];
  const abort = new AbortController();
  const end = runScreen(messages, (command) => sent.push(command), fake.terminal, SPOKEN, abort.signal);
  messages.put(STATE);
  const picture = async () => {
    await sleep(BETWEEN_PICTURES_MS);
    return await fake.picture();
  };
  const press = async (...bytes: readonly string[]) => {
    for (const each of bytes) {
      fake.press(each);
      await sleep(2);
    }
  };
  return { fake, messages, sent, end, abort, picture, press };
}

function wire(name: RunName, to: (event: StampedEvent) => boolean = () => false): WireMessage[] {
  const run = recordedRun(name);
  const last = run.findIndex(to);
  return run.slice(0, last === -1 ? run.length : last + 1).map((event) => ({ v: 1, kind: 'event', event }));
}

function writing({ event }: StampedEvent): boolean {
  return event.kind === 'step-progress' && event.doneBytes > 1_000_000_000;
}

async function isStillShown(screen: Shown): Promise<boolean> {
  return (await Promise.race([screen.end.then(() => 'over'), sleep(30, 'shown')])) === 'shown';
}

test('runScreen() draws a run, waits for a key at its end, tells the agent and gives the terminal back', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-from-stick'));
  expect(await screen.picture()).toContain('[x] Recovery is complete');
  screen.messages.end();
  expect(await isStillShown(screen)).toBe(true);
  await screen.press('x');
  expect(await isStillShown(screen)).toBe(true);
  await screen.press('\r');
  expect((await screen.end).outcome).toBe('complete');
  expect(screen.fake.rawModes).toEqual([true, false]);
});

test('runScreen() acknowledges the end while the agent waits for it', async () => {
  const screen = shown();
  screen.messages.put(...wire('failed-untouched'));
  expect(await screen.picture()).toContain('[!] Recovery did not succeed');
  expect(screen.sent).toEqual([]);
  await screen.press('q');
  expect((await screen.end).outcome).toBe('failed');
  expect(screen.sent).toEqual([{ kind: 'acknowledge' }]);
});

test('runScreen() leaves the end in words on the terminal', async () => {
  const screen = shown();
  screen.messages.put(...wire('failed-unbootable'));
  await screen.picture();
  await screen.press('q');
  await screen.end;
  const picture = await screen.fake.picture();
  expect(picture).toContain('DSK-06: The internal disk refused a write.');
  expect(picture).toContain('Your device cannot start from its disk until a recovery succeeds.');
});

test('runScreen() returns by itself from an unattended run when the agent ends', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-unattended'));
  expect(await screen.picture()).toContain('[x] PASS: recovery is complete');
  expect(await isStillShown(screen)).toBe(true);
  screen.messages.end();
  expect((await screen.end).outcome).toBe('complete');
  expect(screen.sent).toEqual([]);
});

test('runScreen() says so when the agent is lost, claims no success and waits for a key', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-from-stick', writing));
  screen.messages.end();
  const picture = await screen.picture();
  expect(picture).toContain('[?] The recovery program no longer answers');
  expect(picture).not.toContain('Recovery is complete');
  expect(await isStillShown(screen)).toBe(true);
  await screen.press(' ');
  expect((await screen.end).outcome).toBe('running');
  expect(screen.sent).toEqual([]);
  expect(await screen.fake.picture()).toContain('The recovery program no longer answers.');
});

test('runScreen() asks before it stops a run, and stops nothing after a no', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-from-stick', writing));
  await screen.press('\x03');
  expect(await screen.picture()).toContain('Stop recovery?');
  await screen.press('\x03', '\x03', 'n');
  expect(await screen.picture()).not.toContain('Stop recovery?');
  expect(screen.sent).toEqual([]);
  await screen.press('\x03', 'y');
  expect(await screen.picture()).toContain('Recovery will stop as soon as it is safe.');
  expect(screen.sent).toEqual([{ kind: 'cancel' }]);
  screen.abort.abort();
  expect((await screen.end).outcome).toBe('running');
});

test('runScreen() gives the agent the keys of the delay, each once', async () => {
  const screen = shown();
  screen.messages.put(...wire('developer-delay', ({ event }) => event.kind === 'delay' && !!event.prompt));
  expect(await screen.picture()).toContain('Press the key  G  now');
  await screen.press('G', '\r');
  expect(screen.sent).toEqual([
    { kind: 'key', key: 'g' },
    { kind: 'key', key: 'enter' },
  ]);
  screen.abort.abort();
  await screen.end;
});

test('runScreen() asks for a WiFi network, shows the passphrase to nobody and sends it', async () => {
  const screen = shown();
  const events = numbered([...UNTIL_CONNECT, wanted(NETWORKS)]);
  screen.messages.put(...events.map((event): WireMessage => ({ v: 1, kind: 'event', event })));
  expect(await screen.picture()).toContain('> Line 3');
  await screen.press('\x1b[B', '\x1b[A', '\r');
  await screen.press('Grün & ', '1', '2', ' ', 'V', 'ö', 'gel');
  expect(await screen.picture()).toContain('***************_');
  expect(screen.fake.written()).not.toMatch(/Gr.n|gel/);
  await screen.press('\r');
  const passphrase = 'Grün & 12 Vögel';
  expect(screen.sent).toEqual([
    { kind: 'wifi', answer: { kind: 'join', ssid: LINE_3.ssid, visibility: 'visible', passphrase } },
  ]);
  expect(await screen.picture()).toContain('Trying WiFi "Line 3"');
  screen.abort.abort();
  await screen.end;
  expect(screen.fake.written()).not.toMatch(/Gr.n|gel/);
});

test('runScreen() begins in the colours of its terminal, and goes on in those that its person chooses', async () => {
  const fake = fakeTerminal({ columns: 80, rows: 24 }, 'xterm-256color');
  const [messages, abort] = [channel<WireMessage>(), new AbortController()];
  const terminal = { ...fake.terminal, theme: 'high-contrast' } as const;
  const end = runScreen(messages, () => {}, terminal, SPOKEN, abort.signal);
  messages.put(STATE);
  const isBlack = async () => (await fake.colours()).has(0);
  await expect.poll(isBlack).toBe(true);
  fake.press('c');
  await expect.poll(isBlack).toBe(false);
  abort.abort();
  await end;
});

test('runScreen() ends when it is told to, before anything came, and says nothing of the agent', async () => {
  const fake = fakeTerminal({ columns: 80, rows: 24 });
  const end = runScreen(channel<WireMessage>(), () => {}, fake.terminal, SPOKEN, AbortSignal.abort());
  expect((await end).outcome).toBe('running');
  expect((await fake.picture()).trim()).toBe('');
  expect(fake.rawModes).toEqual([true, false]);
});

test('runScreen() gives the terminal back when the messages fail', async () => {
  const screen = shown();
  screen.messages.fail(new RangeError('a line is too long'));
  await expect(screen.end).rejects.toThrow('a line is too long');
  expect(screen.fake.rawModes).toEqual([true, false]);
});

test('runScreen() ends when the terminal goes away, without stopping the run', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-from-stick', writing));
  await screen.picture();
  screen.fake.terminal.output.destroy(new Error('EIO'));
  expect((await screen.end).outcome).toBe('running');
  expect(screen.sent).toEqual([]);
});

test('runScreen() waits for no key where nobody can press one', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-from-stick'));
  screen.fake.terminal.input.push(null);
  await screen.picture();
  screen.messages.end();
  expect((await screen.end).outcome).toBe('complete');
});

test('runScreen() draws anew after a resize', async () => {
  const screen = shown();
  screen.messages.put(...wire('complete-from-stick', writing));
  await screen.picture();
  screen.fake.resize({ columns: 40, rows: 12 });
  const lines = (await screen.picture()).split('\n');
  expect(lines).toHaveLength(12);
  expect(lines[0]).toBe(' Writing the system to the disk');
  screen.abort.abort();
  await screen.end;
});
