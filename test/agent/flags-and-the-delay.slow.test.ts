import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arch } from '../../src/core/device.ts';
import type { RunState } from '../../src/core/run-state.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { tool } from '../tool.ts';
import { DEVELOPER } from './developer-keys.ts';

const MIB = 1 << 20;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;
const WATCHED_MS = 3000;

/** Every option of `rsd-agent run` but `--root`, each with a value if it takes one, and what comes of it. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '--unattended': ['--unattended'],
  '--report': ['--report', join(tmpdir(), 'rsd-no-report.json')],
};
/** Every variable of the environment that the program reads. */
const VARIABLES = ['LANG', 'LC_ALL', 'LC_CTYPE', 'NO_COLOR', 'RSD_MARKS'];

const work = mkdtempSync(join(tmpdir(), 'rsd-flags-'));
const started: ChildProcess[] = [];
let devices = 0;

beforeAll(async () => {
  const root = join(work, 'first');
  mkdirSync(root);
  await writeNetbookFiles(root, {
    hwid: 'NIMBUS A2B',
    serial: 'N1',
    developerSwitch: 'on',
    diskBytes: 64 * MIB,
  });
  const keys = join(root, 'usr/share/rsd/keys');
  mkdirSync(keys, { recursive: true });
  for (const name of ['root_key', 'recovery_key'])
    writeFileSync(join(keys, `${name}.vbpubk`), publicHalf(newKey()));
  await writeRelease(
    join(root, 'media/stick/recovery'),
    {
      id: 'own-1.0',
      osName: 'My own OS',
      osVersion: '1.0',
      hwid: 'NIMBUS',
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
      arch: machine() as Arch,
      version: 1,
      rootfs: await makeRootfs('My own OS', '1.0', 2 * MIB),
      packing: 'plain',
    },
    DEVELOPER,
  );
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(work, { recursive: true });
});

/** An agent on a device of its own. `state` waits until its state is so. */
function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const root = join(work, `device-${(devices += 1)}`);
  cpSync(join(work, 'first'), root, { recursive: true });
  const child = spawn(process.execPath, [AGENT, 'run', '--root', root, ...args], {
    // A variable that names a file makes one.
    cwd: work,
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  started.push(child);
  const state = async (isSo: (state: RunState) => boolean): Promise<RunState> => {
    for (let tries = 0; ; tries += 1) {
      const now = await stateOf(root);
      if (now !== undefined && isSo(now)) return now;
      if (tries > 100) throw new Error(`It did not come to that: ${JSON.stringify(now)}`);
      await wait(100);
    }
  };
  return { root, child, state };
}

/** Nothing before the agent listens. */
async function stateOf(root: string): Promise<RunState | undefined> {
  const asking = promisify(execFile)(process.execPath, [AGENT, 'status', '--json', '--root', root]);
  const said = await asking.then(
    ({ stdout }) => stdout,
    () => '',
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the agent says is checked elsewhere
  return said === '' ? undefined : (JSON.parse(said) as { state: RunState }).state;
}

const delayed = (state: RunState): boolean => state.delay !== null || state.outcome !== 'running';

test('the lists here have every option and every variable', () => {
  const { stdout } = tool(process.execPath, AGENT, 'run', '--help');
  const options = [...stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, name = '']) => name);
  expect(options.toSorted()).toEqual([...Object.keys(OPTIONS), '--help', '--root'].toSorted());
  const read = ['agent/main.ts', 'host/terminal-characters.ts', 'host/wanted-theme.ts'].flatMap((name) => [
    ...readFileSync(new URL(`../../src/${name}`, import.meta.url), 'utf8').matchAll(/env\['(\w+)'\]/g),
  ]);
  expect([...new Set(read.map(([, name = '']) => name))].toSorted()).toEqual(VARIABLES);
});

test.for([
  ['no option', [], {}],
  ['--report', OPTIONS['--report'] ?? [], {}],
  ['every variable set to 1', [], Object.fromEntries(VARIABLES.map((name) => [name, '1']))],
  [
    'names that one might try',
    [],
    { RSD_DELAY_MS: '0', RSD_SKIP_DELAY: '1', RSD_TEST: '1', NODE_ENV: 'test' },
  ],
] as const)('with %s the delay goes by the clock', async ([, args, env]) => {
  const agent = run(args, env);
  const first = await agent.state(delayed);
  const firstMs = performance.now();
  await wait(WATCHED_MS);
  const later = await agent.state(() => true);
  const passedMs = performance.now() - firstMs;
  expect([first.outcome, later.outcome]).toEqual(['running', 'running']);
  expect(first.delay?.leftMs).toBeGreaterThan(200_000);
  expect(later.delay?.leftMs).toBeGreaterThan((first.delay?.leftMs ?? 0) - passedMs - 5000);
  agent.child.kill('SIGKILL');
});

test('with --unattended a developer has to come another time', async () => {
  const agent = run(OPTIONS['--unattended'] ?? [], {});
  await once(agent.child, 'exit');
  expect(agent.child.exitCode).toBe(10);
});

test('a stick that is pulled in the delay ends it, and the disk is as it was', async () => {
  const agent = run([], {});
  const disk = join(agent.root, 'dev/nvme0n1');
  const before = readFileSync(disk);
  expect(await agent.state(delayed)).toMatchObject({ outcome: 'running' });
  renameSync(join(agent.root, 'media/stick'), join(agent.root, 'media/pulled'));
  const end = await agent.state(({ outcome }) => outcome !== 'running');
  expect(end).toMatchObject({ failure: { code: 'STK-03' }, disk: 'untouched' });
  expect(Buffer.compare(readFileSync(disk), before)).toBe(0);
});
