import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import type { Arch } from '../../src/core/device.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';
import { controlClient } from '../../src/host/control-client.ts';
import { afterEvent } from '../../src/screens/after-event.ts';
import { readEvents } from '../../src/screens/read-events.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { FIRST_SCREEN } from '../../src/ui/screen-after.ts';
import { bootableKernels } from '../install/bootable-kernels.ts';
import { testWith, tool } from '../tool.ts';

const MIB = 1 << 20;
const DISK_BYTES = 128 * MIB;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;

const root = mkdtempSync(join(tmpdir(), 'rsd-agent-'));
const disk = join(root, 'dev/nvme0n1');
const report = join(root, 'report.json');
const started = new Set<ChildProcess>();

beforeAll(async () => {
  await writeNetbookFiles(root, {
    hwid: 'NIMBUS A2B',
    serial: 'N1',
    developerSwitch: 'off',
    diskBytes: DISK_BYTES,
  });
  const [rootKey, recoveryKey] = [newKey(), newKey()];
  for (const [name, key] of [
    ['root_key', rootKey],
    ['recovery_key', recoveryKey],
  ] as const) {
    writeFileSync(join(root, `${name}.vbpubk`), publicHalf(key));
  }
  spawnSync('sh', ['-c', 'mkdir -p usr/share/rsd/keys && mv *.vbpubk usr/share/rsd/keys'], { cwd: root });
  const rootfs = await makeRootfs('Nimbus OS', '1.10', 40 * MIB);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
  const arch = machine() as Arch;
  const spec = {
    id: 'nimbus-1.10',
    osName: 'Nimbus OS',
    osVersion: '1.10',
    hwid: 'NIMBUS',
    arch,
    version: 1,
    rootfs,
  } as const;
  await writeRelease(
    join(root, 'media/stick/recovery'),
    { ...spec, packing: 'plain' },
    newReleaseKeys(rootKey),
  );
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

function agent(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [AGENT, ...args, '--root', root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  return child;
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await exitOf(child);
  return text;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 500) throw new Error('It did not happen within 10 seconds');
    await wait(20);
  }
}

const socketIsThere = (): boolean => existsSync(join(root, 'run/rsd/agent.sock'));

test('an attended agent waits for somebody to read its end; meanwhile no other can run, and every screen sees the end', async () => {
  const first = agent('run', '--report', report);
  await until(() => existsSync(report));
  const second = agent('run', '--unattended');
  expect(await exitOf(second)).toBe(10);
  const [message] = (await outputOf(agent('status', '--json'))).trim().split('\n');
  expect(JSON.parse(message ?? '')).toMatchObject({
    v: 1,
    kind: 'state',
    state: { outcome: 'complete', disk: 'complete', log: { file: 'rsd-logs/run-0001.jsonl' } },
  });
  expect(existsSync(join(root, 'media/stick/rsd-logs/run-0001.report.json'))).toBe(true);
  const screen = agent('tui', '--plain');
  await once(screen.stdout ?? screen, 'data');
  screen.kill('SIGKILL');
  expect(first.exitCode).toBe(null);
  const follower = agent('status', '--follow');
  await once(follower.stdout ?? follower, 'data');
  first.kill('SIGTERM');
  expect(await exitOf(first)).toBe(0);
  expect(await exitOf(follower)).toBe(0);
});

test.for([
  ['the stick says', 'language = "de"\n', 'de'],
  ['the device was sold with', '', 'en-GB'],
] as const)('a run speaks the language that %s, and asks nobody', async ([, settings, language]) => {
  using undo = new DisposableStack();
  undo.use(languageFiles(settings, 'gb\n'));
  const running = agent('run');
  await using screen = await attached();
  expect(await languageOnce(screen, ({ agent: name }) => name !== '')).toBe(language);
  running.kill('SIGTERM');
  await exitOf(running);
});

test('a language that a person chose is that of every screen, also of one that attaches later', async () => {
  using undo = new DisposableStack();
  undo.use(languageFiles('', undefined));
  const running = agent('run');
  await using first = await attached();
  await using second = await attached();
  expect(await languageOnce(first, ({ agent: name }) => name !== '')).toBeNull();
  second.send({ kind: 'language', language: 'tlh' });
  second.send({ kind: 'language', language: 'ja' });
  expect(await languageOnce(first, ({ language }) => language !== null)).toBe('ja');
  await using late = await attached();
  expect(await languageOnce(late, () => true)).toBe('ja');
  running.kill('SIGTERM');
  await exitOf(running);
});

/** What the stick and the device say of a language, until it is disposed of. */
function languageFiles(settings: string, region: string | undefined): Disposable {
  const [toml, vpd] = [join(root, 'media/stick/rsd.toml'), join(root, 'sys/firmware/vpd/ro/region')];
  const before = readFileSync(vpd, 'utf8');
  writeFileSync(toml, settings);
  if (region === undefined) rmSync(vpd);
  else writeFileSync(vpd, region);
  return {
    [Symbol.dispose]: () => {
      rmSync(toml);
      writeFileSync(vpd, before);
    },
  };
}

interface Attached extends AsyncDisposable {
  send(command: Command): void;
  next(): Promise<RunState>;
}

async function attached(): Promise<Attached> {
  await until(socketIsThere);
  const client = await controlClient(join(root, 'run/rsd/agent.sock'));
  const messages = client.messages[Symbol.asyncIterator]();
  let state = FIRST_RUN_STATE;
  return {
    send: (command) => client.send(command),
    async next() {
      const { value, done } = await messages.next();
      if (done === true) throw new Error('The agent ended');
      state = value.kind === 'state' ? value.state : reduceRun(state, value.event);
      return state;
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

async function languageOnce(
  screen: Attached,
  isSo: (state: RunState) => boolean,
): Promise<RunState['language']> {
  for (;;) {
    const state = await screen.next();
    if (isSo(state)) return state.language;
  }
}

test('status without an agent says so', async () => {
  expect(await exitOf(agent('status'))).toBe(10);
});

test('an agent that was killed leaves nothing that would stop the next one', async () => {
  const first = agent('run');
  await until(socketIsThere);
  first.kill('SIGKILL');
  await exitOf(first);
  expect(await exitOf(agent('run', '--unattended'))).toBe(0);
});

// A block device needs root, losetup and mknod: skipped tests are named at the end of a run.
const isRoot = process.getuid?.() === 0 && testWith('losetup', 'mknod') === test;

test.skipIf(!isRoot)('a real block device, held for us alone, is recovered like an image file', async () => {
  const backing = join(root, 'backing.img');
  truncateSync(disk, 0);
  truncateSync(disk, DISK_BYTES);
  renameSync(disk, backing);
  const loop = tool('losetup', '--find', '--show', backing).stdout.trim();
  try {
    const { rdev } = statSync(loop);
    tool('mknod', disk, 'b', String(rdev >> 8), String(rdev & 0xff));
    expect(await exitOf(agent('run', '--unattended', '--report', report))).toBe(0);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ disk: 'complete', warnings: [] });
  } finally {
    tool('losetup', '--detach', loop);
    rmSync(disk);
    renameSync(backing, disk);
  }
});

test('a root that does not exist is a usage error', async () => {
  const child = spawn(process.execPath, [AGENT, 'run', '--root', join(root, 'none')], { stdio: 'ignore' });
  expect(await exitOf(child)).toBe(2);
});

test('an unknown option is a usage error', async () => {
  expect(await exitOf(agent('run', '--force'))).toBe(2);
});

test('a wrong setting on the stick is a failure before the first write', async () => {
  const settings = join(root, 'media/stick/rsd.toml');
  writeFileSync(settings, 'unattended = 1\n');
  expect(await exitOf(agent('run', '--unattended', '--report', report))).toBe(10);
  rmSync(settings);
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    disk: 'untouched',
    failure: { code: 'STK-05' },
  });
});

test('the log of a run can be looked at, and says which colours the stick sets', async () => {
  const settings = join(root, 'media/stick/rsd.toml');
  writeFileSync(settings, 'theme = "high-contrast"\n');
  expect(await exitOf(agent('run', '--unattended'))).toBe(0);
  rmSync(settings);
  const { events, lastLine } = readEvents(readFileSync(newestLog(), 'utf8'));
  expect(lastLine).toBe('whole');
  const end = events.reduce(afterEvent, FIRST_SCREEN);
  expect(end.state).toMatchObject({ theme: 'high-contrast', outcome: 'complete' });
});

test('a failure says where its help is, and that its log is not on the stick when it is not', async () => {
  const stick = join(root, 'media/stick');
  renameSync(join(stick, 'recovery'), join(root, 'elsewhere'));
  renameSync(join(stick, 'rsd-logs'), join(root, 'logs'));
  writeFileSync(join(stick, 'rsd-logs'), 'in the way');
  writeFileSync(join(stick, 'rsd.toml'), 'help_url = "https://help.example.com/r/"\n');
  const told = await outputOf(agent('run', '--unattended'));
  rmSync(join(stick, 'rsd-logs'));
  const toldWithLog = await outputOf(agent('run', '--unattended'));
  rmSync(join(stick, 'rsd.toml'));
  rmSync(join(stick, 'rsd-logs'), { recursive: true });
  renameSync(join(root, 'logs'), join(stick, 'rsd-logs'));
  renameSync(join(root, 'elsewhere'), join(stick, 'recovery'));
  expect(told).toContain('Log: could not be saved on the stick');
  expect(told).toContain('More help: https://help.example.com/r/SRC-01');
  expect(toldWithLog).toContain('Log: saved on the stick: rsd-logs/run-0001.jsonl');
});

test.for(['find', 'check', 'prepare', 'write', 'read-back', 'stateful'])(
  'SIGTERM in the step "%s" stops cleanly, with the exit status and the report that the disk deserves',
  async (step) => {
    rmSync(report, { force: true });
    const logBefore = newestLog();
    const running = agent('run', '--unattended', '--report', report);
    running.stdout?.resume();
    await stoppedIn(step, running, logBefore);
    const status = await exitOf(running);
    const { disk: told, failure } = JSON.parse(readFileSync(report, 'utf8')) as {
      disk: string;
      failure: { code: string } | null;
    };
    // A fast step may be over before the signal arrives, and the run then ends in a later one, or well.
    expect({ status, told, code: failure?.code ?? null }).toBeOneOf([
      { status: 0, told: 'complete', code: null },
      { status: 10, told: 'untouched', code: 'AGT-02' },
      { status: 20, told: 'unbootable', code: 'AGT-02' },
    ]);
    const content = readFileSync(disk);
    const boots = bootableKernels((at, length) => content.subarray(at, at + length), DISK_BYTES).length > 0;
    expect(boots).toBe(told === 'untouched' ? boots : told === 'complete');
  },
);

/** Sends SIGTERM when the log of this run says that the step has begun. */
async function stoppedIn(step: string, running: ChildProcess, logBefore: string): Promise<void> {
  const mark = `"kind":"step-started","step":"${step}"`;
  const begun = (): boolean => newestLog() !== logBefore && readFileSync(newestLog(), 'utf8').includes(mark);
  for (let tries = 0; running.exitCode === null && tries < 5000 && !begun(); tries += 1) await wait(2);
  running.kill('SIGTERM');
}

function newestLog(): string {
  const folder = join(root, 'media/stick/rsd-logs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return join(folder, names.toSorted().at(-1) ?? '');
}
