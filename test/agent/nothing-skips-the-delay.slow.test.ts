import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { developerDelay } from '../../src/agent/developer-delay.ts';
import { devicePaths } from '../../src/agent/device-paths.ts';
import { devicePorts } from '../../src/agent/device-ports.ts';
import { Keyboard } from '../../src/agent/keyboard.ts';
import { LanguageDesk } from '../../src/agent/language-desk.ts';
import { type Obeying, obey } from '../../src/agent/obey.ts';
import { PowerDesk } from '../../src/agent/power-desk.ts';
import { recover } from '../../src/agent/recover.ts';
import { readStickSettings, type StickSettings } from '../../src/agent/stick-settings.ts';
import { WifiDesk } from '../../src/agent/wifi-desk.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault, toFault } from '../../src/core/faults.ts';
import { parseCommand } from '../../src/core/parse-command.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { sameThreadChecker } from '../install/same-thread-checker.ts';
import { DEVELOPER } from './developer-keys.ts';
import { deviceWith } from './device-with.ts';
import { DISK, type RecoveryBench, recoveryBench } from './recovery-bench.ts';

const DELAY_MS = 300_000;
const PATIENCE_MS = 2 * DELAY_MS;

const DEVELOPERS = await recoveryBench();
await DEVELOPERS.add({}, DEVELOPER);
afterAll(() => DEVELOPERS[Symbol.asyncDispose]());

interface Outcome {
  readonly bench: RecoveryBench;
  /** `recovered`, or the code of a fault. */
  readonly ended: string;
  readonly events: readonly AgentEvent[];
}

/**
 * A device with its switch on, another system on its disk and a developer's stick. The ports are those that the agent
 * makes from the settings; of them only the clock, the disk and the firmware are not real. `says` returns what is
 * written to the control socket, a line a command, after an event.
 */
async function recovered(
  settings: StickSettings,
  says: (event: AgentEvent) => readonly string[],
): Promise<Outcome> {
  const bench = await recoveryBench(DEVELOPERS.stick);
  bench.device = deviceWith('on');
  bench.listed = [settings.target === 'sd' ? { ...DISK, bus: 'sd' } : DISK];
  const [keyboard, wifi, { stop }] = [new Keyboard(), new WifiDesk(), bench];
  const power = new PowerDesk();
  const languages = new LanguageDesk(['de'], (event) => bench.events.push(event));
  const emit = (event: AgentEvent): void => {
    bench.events.push(event);
    hear(says(event), { keyboard, wifi, languages, power, stop });
    if (bench.clock.nowMs() > PATIENCE_MS) stop.abort(new Error('nobody waits longer'));
  };
  const paths = { ...devicePaths(join(bench.stick, 'device')), stick: bench.stick };
  const real = devicePorts(paths, settings, { keyboard, wifi, power }, sameThreadChecker, emit, () => {});
  const { ports } = bench;
  const { clock, disks, filesystems, slots, power: charged } = ports;
  try {
    await recover(
      {
        ...real,
        clock,
        disks,
        filesystems,
        slots,
        power: charged,
        identify: () => ports.identify(),
        policy: (...found) => ports.policy(...found),
      },
      stop.signal,
    );
    return { bench, ended: 'recovered', events: bench.events };
  } catch (error) {
    const { cause } = error instanceof Error ? error : {};
    return { bench, ended: toFault(cause).code, events: bench.events };
  }
}

function hear(lines: readonly string[], heard: Obeying): void {
  for (const line of lines) {
    const command = parseCommand(line);
    if (command !== 'no-command') obey(command, heard);
  }
}

const nothing = (): readonly string[] => [];
const press = (key: string): string => JSON.stringify({ kind: 'key', key });
const promptOf = (event: AgentEvent): string | undefined =>
  event.kind === 'delay' ? event.prompt?.key : undefined;
const attentive = (event: AgentEvent): readonly string[] => {
  const key = promptOf(event);
  return key === undefined ? [] : [press(key)];
};
const DEFAULTS = readStickSettings('absent');

function delayed({ events }: Outcome): string {
  const phases = events.flatMap((event) => (event.kind === 'delay' ? [event.phase] : []));
  return [...new Set(phases)].join(' ');
}

test('somebody who presses every key that is asked for waits five minutes', async () => {
  const outcome = await recovered(DEFAULTS, attentive);
  await using bench = outcome.bench;
  expect([outcome.ended, delayed(outcome)]).toEqual(['recovered', 'running passed']);
  expect(bench.clock.nowMs()).toBeGreaterThanOrEqual(DELAY_MS);
});

/** Every setting that there is, with every kind of value that it takes. A new one has to be put here. */
const SETTINGS = {
  unattended: [false, true],
  target: ['built-in', 'sd'],
  language: ['de', undefined],
  theme: ['plain', undefined],
  helpUrl: ['https://help.example.com/', undefined],
  power: [
    { unknown: 'go-on', unknownForFirmware: 'go-on', waitMs: 0 },
    { unknown: 'refuse', unknownForFirmware: 'refuse', waitMs: 600_000 },
  ],
} as const;

const ALL_SETTINGS = 'language = "de"\ntheme = "plain"\nhelp_url = "https://help.example.com/"';

test('the lists here have every setting of rsd.toml', () => {
  expect(Object.keys(readStickSettings(Buffer.from(ALL_SETTINGS))).toSorted()).toEqual(
    Object.keys(SETTINGS).toSorted(),
  );
});

const everySetting = SETTINGS.unattended.flatMap((unattended) =>
  SETTINGS.target.flatMap((target) =>
    SETTINGS.language.flatMap((language) =>
      SETTINGS.theme.flatMap((theme) =>
        SETTINGS.helpUrl.flatMap((helpUrl) =>
          SETTINGS.power.map((power) => ({ unattended, target, language, theme, helpUrl, power })),
        ),
      ),
    ),
  ),
);

const SAID =
  'unattended $unattended, target $target, language $language, theme $theme, help $helpUrl, power $power.unknown';

test.for(everySetting.filter(({ unattended }) => !unattended))(
  `no setting skips the delay: ${SAID}`,
  async (settings) => {
    const outcome = await recovered(settings, attentive);
    await using bench = outcome.bench;
    expect([outcome.ended, delayed(outcome)]).toEqual(['recovered', 'running passed']);
    expect(bench.clock.nowMs()).toBeGreaterThanOrEqual(DELAY_MS);
  },
);

test.for(everySetting.filter(({ unattended }) => unattended))(
  `a developer's stick is refused where nobody can be: ${SAID}`,
  async (settings) => {
    const outcome = await recovered(settings, attentive);
    await using bench = outcome.bench;
    expect([outcome.ended, delayed(outcome), bench.untouched]).toEqual(['DEV-01', '', true]);
  },
);

const commands = fc.oneof(
  fc.record({ kind: fc.constant('acknowledge') }),
  fc.record({ kind: fc.constant('power'), answer: fc.constant('go-on') }),
  fc.record({ kind: fc.constant('language'), language: fc.constantFrom('de', 'tlh') }),
  fc.record({
    kind: fc.constant('key'),
    key: fc.oneof(fc.string(), fc.constantFrom('a', 'b', 'c', 'x', 'Y', 'enter')),
  }),
  fc.record({
    kind: fc.constant('wifi'),
    answer: fc.oneof(
      fc.record({ kind: fc.constantFrom('rescan', 'give-up') }),
      fc.record({
        kind: fc.constant('join'),
        ssid: fc.constant('61'),
        visibility: fc.constantFrom('visible', 'hidden'),
        passphrase: fc.string(),
      }),
    ),
  }),
  fc.record({ kind: fc.constantFrom('skip', 'continue', 'consent', 'delay', 'finish'), leftMs: fc.nat() }),
  fc.record({ kind: fc.constant('cancel') }),
  fc.jsonValue(),
);
/** Commands, and how many events go by before each. */
const talk = fc.array(fc.tuple(fc.nat(400), commands), { maxLength: 40 });

test('no command but the key that is asked for, while it is asked for, brings the delay any further', async () => {
  await fc.assert(
    fc.asyncProperty(talk, async (script) => {
      const left = [...script];
      let quiet = left[0]?.[0] ?? 0;
      const phases = await sat((event) => {
        const [next] = left;
        if (next === undefined || quiet-- > 0) return [];
        left.shift();
        quiet = left[0]?.[0] ?? 0;
        const line = JSON.stringify(next[1]);
        return line === press(promptOf(event) ?? '') ? [] : [line];
      });
      expect([...phases]).toEqual(['running']);
    }),
  );
});

/** The phases of a delay alone, with the keyboard that screens write to. */
async function sat(says: (event: AgentEvent) => readonly string[]): Promise<ReadonlySet<string>> {
  const [clock, keyboard, stop, phases] = [
    new FakeClock(),
    new Keyboard(),
    new AbortController(),
    new Set<string>(),
  ];
  const ports = {
    person: {
      presence: 'attended',
      pressedKeys: () => keyboard.pressedKeys(),
      randomBelow: (below: number) => randomInt(below),
    },
    clock,
    speaker: { open: () => Promise.reject(new Fault('DEV-02', {})) },
    stickIsThere: async () => true,
    emit: (event: AgentEvent) => {
      if (event.kind === 'delay') phases.add(event.phase);
      const languages = new LanguageDesk([], () => {});
      hear(says(event), { keyboard, wifi: new WifiDesk(), languages, power: new PowerDesk(), stop });
      if (clock.nowMs() > PATIENCE_MS) stop.abort(new Error('nobody waits longer'));
    },
  } as const;
  await developerDelay(ports, stop.signal).catch((error: unknown) => {
    if (error !== stop.signal.reason) throw error;
  });
  return phases;
}

test('a program that floods the socket with every key waits longer than somebody who reads the screen', async () => {
  const everyKey = Array.from('abcdefghijklmnopqrstuvwxyz', press);
  const outcome = await recovered(DEFAULTS, () => everyKey);
  await using bench = outcome.bench;
  expect([delayed(outcome), bench.untouched]).toEqual(['running', true]);
});

test('a cancellation in the delay ends it, and the disk is untouched', async () => {
  const outcome = await recovered(DEFAULTS, (event) =>
    event.kind === 'delay' && event.leftMs < 60_000 ? ['{"kind":"cancel"}'] : attentive(event),
  );
  await using bench = outcome.bench;
  expect([outcome.ended, delayed(outcome), bench.untouched]).toEqual(['AGT-02', 'running', true]);
});

test('nobody at the keyboard sees the delay begin again and again', async () => {
  const outcome = await recovered(DEFAULTS, nothing);
  await using bench = outcome.bench;
  const begun = outcome.events.filter((event) => event.kind === 'delay' && event.leftMs === DELAY_MS);
  expect(begun.length).toBeGreaterThan(10);
  expect([delayed(outcome), bench.untouched]).toEqual(['running', true]);
});
