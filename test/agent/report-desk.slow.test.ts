import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { devicePaths } from '../../src/agent/device-paths.ts';
import { ReportDesk } from '../../src/agent/report-desk.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import { readReport } from '../../src/report/read-report.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { LOOP_DEVICES, mounted, said } from '../host/real-devices.ts';
import { ManualClock } from '../net/manual-clock.ts';
import { freePort, type RealSshd, realSshd } from '../net/server/real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from '../net/server/ssh-keys.ts';
import { aReport, deviceCalled, runId } from '../report/a-report.ts';

// Mounts need root: skipped tests are named at the end of a run.
const noMounts = LOOP_DEVICES === 'missing';
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'rsd-desk-'));
const paths = devicePaths(join(folder, 'device'));
const { stick } = paths;
const pending = join(stick, 'reports/pending');
const drop = join(folder, 'drop');
let hostKey: SshKeyPair;
let userKey: SshKeyPair;
let sshd: RealSshd;
let events: AgentEvent[];

beforeAll(async () => {
  hostKey = sshKeyPair(folder, 'host', 'ed25519');
  userKey = sshKeyPair(folder, 'user', 'ed25519');
  sshd = await realSshd(folder, [hostKey], userKey, ['ForceCommand internal-sftp']);
});
afterAll(async () => {
  await sshd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  for (const made of [drop, stick]) {
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
  }
  reportTo(sshd.port);
  events = [];
});

/** Puts the settings on the stick. */
function reportTo(...ports: readonly number[]): void {
  const hosts = ports.map((port) => `127.0.0.1:${port}`);
  const settings = [
    '[server]',
    `hosts = ${JSON.stringify(hosts)}`,
    'known_hosts = "keys/known_hosts"',
    'identity = "keys/data"',
    '[report]',
    `user = "${sshd.user}"`,
    `folder = "${drop}"`,
    'identity = "keys/reports"',
  ];
  mkdirSync(join(stick, 'keys'), { recursive: true });
  writeFileSync(join(stick, 'network.toml'), `${settings.join('\n')}\n`);
  writeFileSync(
    join(stick, 'keys/known_hosts'),
    ports.map((port) => `[127.0.0.1]:${port} ${hostKey.publicLine}\n`).join(''),
  );
  writeFileSync(join(stick, 'keys/reports'), userKey.privateKey);
}

function theReport(number: number): RunReport {
  return aReport({ run: runId(number), device: deviceCalled(`N-${number}`) });
}

async function deliver(report: RunReport, clock: Clock = systemClock): Promise<void> {
  const desk = await ReportDesk.open({ paths, clock, emit: (event) => events.push(event), stick: 'there' });
  await desk.deliver(report, 'none', signal);
}

const inDrop = (): readonly string[] => readdirSync(drop).filter((name) => !name.startsWith('.'));
const warnings = (): readonly unknown[] =>
  events.flatMap((event) => (event.kind === 'warning' ? [[event.code, event.facts]] : []));
const told = (): unknown => events.findLast(({ kind }) => kind === 'reports');

test('a report is in the drop folder under serial number and run, whole, and no longer on the stick', async () => {
  await deliver(theReport(1));
  expect(inDrop()).toEqual([`N-1-${runId(1)}.json`]);
  expect(readReport(readFileSync(join(drop, `N-1-${runId(1)}.json`)))).toEqual(theReport(1));
  expect(readdirSync(pending)).toEqual([]);
  expect(readdirSync(drop)).toHaveLength(1);
  expect(told()).toEqual({ kind: 'reports', sent: 1, left: 0 });
  expect(warnings()).toEqual([]);
});

test('without [report] nothing is sent, and nothing is written to the stick', async () => {
  rmSync(join(stick, 'network.toml'));
  await deliver(theReport(1));
  expect(inDrop()).toEqual([]);
  expect(existsSync(join(stick, 'reports'))).toBe(false);
  expect(events).toEqual([]);
});

test('settings that cannot be read are told', async () => {
  writeFileSync(join(stick, 'network.toml'), '[report]\n');
  await deliver(theReport(1));
  expect(warnings()).toEqual([['NET-30', expect.objectContaining({ line: 1 })]]);
});

test('reports wait on the stick while the server is down, and all go when it is back, also those of other devices', async () => {
  reportTo(await freePort());
  for (const number of [1, 2]) await deliver(theReport(number));
  expect(readdirSync(pending)).toHaveLength(2);
  expect(warnings().at(-1)).toEqual(['NET-19', expect.objectContaining({ left: 2, because: 'NET-02' })]);
  reportTo(sshd.port);
  await deliver(theReport(3));
  expect(inDrop().toSorted()).toEqual([1, 2, 3].map((number) => `N-${number}-${runId(number)}.json`));
  expect(readdirSync(pending)).toEqual([]);
  expect(told()).toEqual({ kind: 'reports', sent: 3, left: 0 });
});

test('a server that is down is passed over for the next', async () => {
  reportTo(await freePort(), sshd.port);
  await deliver(theReport(1));
  expect(inDrop()).toHaveLength(1);
  expect(warnings()).toEqual([]);
});

test('a report whose confirmation was lost is not doubled', async () => {
  reportTo(await freePort());
  await deliver(theReport(1));
  const [file = ''] = readdirSync(pending);
  const kept = join(folder, 'kept');
  copyFileSync(join(pending, file), kept);
  reportTo(sshd.port);
  await deliver(theReport(2));
  copyFileSync(kept, join(pending, file));
  await deliver(theReport(3));
  expect(inDrop()).toHaveLength(3);
  expect(readdirSync(pending)).toEqual([]);
  expect(told()).toEqual({ kind: 'reports', sent: 2, left: 0 });
});

test.skipIf(noMounts)('a drop folder that is full loses nothing (tmpfs, root)', async () => {
  {
    using _ = mounted('rsd', drop, '-t', 'tmpfs', '-o', 'size=16k');
    const filler = join(drop, '.filler');
    expect(() => writeFileSync(filler, new Uint8Array(1 << 20))).toThrow('ENOSPC');
    await deliver(theReport(1));
    expect(inDrop()).toEqual([]);
    expect(warnings()).toEqual([['NET-19', expect.objectContaining({ left: 1, because: 'NET-11' })]]);
    expect(readdirSync(pending)).toEqual([`${runId(1)}.json`]);
    rmSync(filler);
    await deliver(theReport(2));
    expect(inDrop()).toHaveLength(2);
    for (const name of inDrop()) expect(readReport(readFileSync(join(drop, name)))).toBeTypeOf('object');
  }
  expect(readdirSync(pending)).toEqual([]);
});

test.skipIf(noMounts)(
  'a write-protected stick sends its report and those that wait on it, once (tmpfs, root)',
  async () => {
    using _ = mounted('rsd', stick, '-t', 'tmpfs');
    reportTo(await freePort());
    await deliver(theReport(1));
    reportTo(sshd.port);
    said('mount', '-o', 'remount,ro', stick);
    for (const number of [2, 3]) await deliver(theReport(number));
    expect(inDrop()).toHaveLength(3);
    expect(readdirSync(pending)).toEqual([`${runId(1)}.json`]);
    expect(warnings()).toContainEqual([
      'STK-04',
      expect.objectContaining({ errno: 'EROFS', file: 'reports/pending' }),
    ]);
  },
);

test.skipIf(noMounts)('a stick that is full sends its report all the same (tmpfs, root)', async () => {
  using _ = mounted('rsd', stick, '-t', 'tmpfs', '-o', 'size=64k');
  reportTo(sshd.port);
  expect(() => writeFileSync(join(stick, 'filler'), new Uint8Array(1 << 20))).toThrow('ENOSPC');
  await deliver(theReport(1));
  expect(inDrop()).toHaveLength(1);
  expect(warnings()).toEqual([['STK-04', expect.objectContaining({ errno: 'ENOSPC' })]]);
});

test('without a stick the report is sent from memory', async () => {
  const desk = await ReportDesk.open({
    paths,
    clock: systemClock,
    emit: (event) => events.push(event),
    stick: 'absent',
  });
  expect(await desk.stickId()).toBe('unknown');
  await desk.deliver(theReport(1), 'none', signal);
  expect(inDrop()).toHaveLength(1);
  expect(existsSync(join(stick, 'reports'))).toBe(false);
});

test('what somebody else put among the reports on the stick is not sent, and stops nothing', async () => {
  mkdirSync(pending, { recursive: true });
  writeFileSync(join(pending, `${runId(1)}.json`), 'no report');
  writeFileSync(join(pending, `${runId(2)}.json`), JSON.stringify(theReport(1)));
  writeFileSync(join(pending, `${runId(3)}.json`), new Uint8Array(2 << 20));
  symlinkSync('/etc/passwd', join(pending, `${runId(4)}.json`));
  mkdirSync(join(pending, `${runId(5)}.json`));
  await deliver(theReport(6));
  expect(inDrop()).toEqual([`N-6-${runId(6)}.json`]);
  expect(told()).toEqual({ kind: 'reports', sent: 1, left: 5 });
  expect(warnings()).toEqual([['NET-19', expect.objectContaining({ left: 5, because: 'NET-19' })]]);
});

test('a server that says nothing keeps nobody waiting longer than 40 s', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  reportTo(typeof address === 'object' && address !== null ? address.port : 0);
  const clock = new ManualClock();
  const delivered = deliver(theReport(1), clock).then(() => 'over' as const);
  let seconds = 0;
  for (;;) {
    const end = await Promise.race([delivered, clock.pass(1000)]);
    if (end === 'over') break;
    // Until the first wait, time does not count.
    if (clock.asleep > 0) seconds += 1;
  }
  silent.close();
  expect(seconds).toBeLessThanOrEqual(40);
  expect(warnings()).toEqual([['NET-19', expect.objectContaining({ left: 1 })]]);
  expect(readdirSync(pending)).toHaveLength(1);
});

test('a run that is stopped keeps its report, and says that it was not sent', async () => {
  const stop = new AbortController();
  stop.abort(new Fault('AGT-02', { by: 'SIGTERM' }));
  const desk = await ReportDesk.open({
    paths,
    clock: systemClock,
    emit: (event) => events.push(event),
    stick: 'there',
  });
  await desk.deliver(theReport(1), 'none', stop.signal);
  expect(inDrop()).toEqual([]);
  expect(readdirSync(pending)).toHaveLength(1);
  expect(warnings()).toEqual([['NET-19', expect.objectContaining({ left: 1, because: 'AGT-02' })]]);
});

test('the stick has a number of its own, which stays', async () => {
  const ports = { paths, clock: systemClock, emit: () => undefined, stick: 'there' } as const;
  const first = await (await ReportDesk.open(ports)).stickId();
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(await (await ReportDesk.open(ports)).stickId()).toBe(first);
  writeFileSync(join(stick, 'reports/stick-id'), '../../etc/passwd');
  const second = await (await ReportDesk.open(ports)).stickId();
  expect(second).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).not.toBe(first);
});
