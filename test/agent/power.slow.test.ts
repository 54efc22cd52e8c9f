import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Arch } from '../../src/core/device.ts';
import { type ControlClient, controlClient } from '../../src/host/control-client.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { PowerFolder } from '../host/power-folder.ts';

const MIB = 1 << 20;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;
const ROOT_KEY = newKey();
const KEYS = newReleaseKeys(ROOT_KEY);
const ROOTFS = await makeRootfs('Nimbus OS', '1.10', 4 * MIB);

let netbook: PowerFolder;
let running: ChildProcess[] = [];

/** A whole simulated netbook, with `npm start`'s own files and the real agent on them. */
beforeEach(async () => {
  netbook = new PowerFolder();
  const { root } = netbook;
  await writeNetbookFiles(root, {
    hwid: 'NIMBUS A2B',
    serial: 'N1',
    developerSwitch: 'off',
    diskBytes: 64 * MIB,
  });
  mkdirSync(join(root, 'usr/share/rsd/keys'), { recursive: true });
  for (const name of ['root_key', 'recovery_key'])
    writeFileSync(join(root, `usr/share/rsd/keys/${name}.vbpubk`), publicHalf(ROOT_KEY));
  await writeRelease(
    join(root, 'media/stick/recovery'),
    {
      id: 'nimbus-1.10',
      osName: 'Nimbus OS',
      osVersion: '1.10',
      hwid: 'NIMBUS',
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
      arch: machine() as Arch,
      version: 1,
      rootfs: ROOTFS,
      packing: 'plain',
    },
    KEYS,
  );
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  netbook[Symbol.dispose]();
});

interface Started {
  readonly child: ChildProcess;
  /** What the agent has printed so far. */
  readonly said: () => string;
  readonly exit: () => Promise<number | null>;
}

function agent(...options: readonly string[]): Started {
  const child = spawn(process.execPath, [AGENT, 'run', '--root', netbook.root, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    child,
    said: () => text,
    exit: async () => {
      if (child.exitCode === null) await once(child, 'close');
      return child.exitCode;
    },
  };
}

async function saying({ said, child }: Started, words: string): Promise<void> {
  for (let tries = 0; !said().includes(words); tries += 1) {
    if (tries > 1000 || child.exitCode !== null)
      throw new Error(`The agent never said "${words}":\n${said()}`);
    await wait(20);
  }
}

function settings(toml: string): void {
  writeFileSync(join(netbook.root, 'media/stick/rsd.toml'), toml);
}

const diskDigest = (): string =>
  createHash('sha256')
    .update(readFileSync(join(netbook.root, 'dev/nvme0n1')))
    .digest('hex');

/** The next of its screens' connections to the running agent. */
function screen(): Promise<ControlClient> {
  return controlClient(join(netbook.root, 'run/rsd/agent.sock'));
}

test('the netbook of npm start has its charger plugged in, and is recovered at once', async () => {
  const run = agent('--unattended');
  expect(await run.exit()).toBe(0);
  expect(run.said()).not.toContain('enough power');
});

test('a netbook with 4 percent is waited for with its disk untouched, and recovered when the charger is plugged in', async () => {
  netbook.netbook('not-plugged-in', 4);
  const before = diskDigest();
  const run = agent('--unattended');
  await saying(run, 'The battery has 4 %. Without the charger, 10 % are needed.');
  expect(diskDigest()).toBe(before);
  netbook.netbook('plugged-in', 4);
  expect(await run.exit()).toBe(0);
  expect(run.said()).toContain('There is enough power now.');
});

test('a netbook with a dead battery on its charger is recovered', async () => {
  netbook.netbook('plugged-in', 0);
  expect(await agent('--unattended').exit()).toBe(0);
});

test('a netbook whose charger never comes is left as it was when the time is over', async () => {
  netbook.netbook('not-plugged-in', 4);
  settings('[power]\nwait_minutes = 0\n');
  const before = diskDigest();
  const run = agent('--unattended');
  expect(await run.exit()).toBe(10);
  expect(run.said()).toContain('PWR-01: There is not enough power.');
  expect(diskDigest()).toBe(before);
});

test('a netbook that cannot tell is recovered with a warning, or refused, as the settings say', async () => {
  netbook.remove('power_supply');
  settings('[power]\nunknown = "refuse"\nwait_minutes = 0\n');
  const before = diskDigest();
  const refused = agent('--unattended');
  expect(await refused.exit()).toBe(10);
  expect(refused.said()).toContain('PWR-02: It is not known whether there is enough power.');
  expect(diskDigest()).toBe(before);
  settings('[power]\nunknown = "go-on"\n');
  const recovered = agent('--unattended');
  expect(await recovered.exit()).toBe(0);
  expect(recovered.said()).toContain('Warning: It is not known whether there is enough power.');
});

test('a netbook that cannot tell is recovered when the person says that the charger is plugged in', async () => {
  netbook.remove('power_supply');
  settings('[power]\nunknown = "refuse"\nwait_minutes = 0\n');
  const before = diskDigest();
  const run = agent();
  await saying(run, 'This device does not say how much power it has.');
  expect(diskDigest()).toBe(before);
  await using client = await screen();
  client.send({ kind: 'power', answer: 'go-on' });
  await saying(run, 'Recovery is complete');
  client.send({ kind: 'acknowledge' });
  expect(await run.exit()).toBe(0);
});

test('a person can stop the wait, and the disk is as it was', async () => {
  netbook.netbook('not-plugged-in', 4);
  const before = diskDigest();
  const run = agent();
  await saying(run, 'Plug in the charger.');
  await using client = await screen();
  client.send({ kind: 'cancel' });
  expect(await run.exit()).toBe(10);
  expect(run.said()).toContain('AGT-02');
  expect(diskDigest()).toBe(before);
});
