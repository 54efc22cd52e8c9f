import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Arch } from '../../src/core/device.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { realSshd } from '../net/server/real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from '../net/server/ssh-keys.ts';
import { runCommand } from '../rsd/run-command.ts';
import { testWith } from '../tool.ts';
import { keyFolder } from './key-folder.ts';
import { LineNetbook } from './line-netbook.ts';

const MIB = 1 << 20;
const ROOT_KEY = newKey();
const KEYS = newReleaseKeys(ROOT_KEY);
const folder = mkdtempSync(join(tmpdir(), 'rsd-line-control-'));
const keys = keyFolder(join(folder, 'keys'), ROOT_KEY, KEYS);
const tree = join(folder, 'tree');
/** The stick, while it is in nobody's device. */
const stick = join(folder, 'stick');
let hostKey: SshKeyPair;
let userKey: SshKeyPair;

beforeAll(async () => {
  mkdirSync(tree);
  hostKey = sshKeyPair(folder, 'host', 'ed25519');
  userKey = sshKeyPair(folder, 'user', 'ed25519');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
  const arch = machine() as Arch;
  const spec = { osName: 'Nimbus OS', hwid: 'NIMBUS', arch, version: 1, packing: 'plain' } as const;
  for (const osVersion of ['1.9', '1.10']) {
    const rootfs = await makeRootfs('Nimbus OS', osVersion, 4 * MIB);
    for (const recovery of [join(stick, 'recovery'), join(tree, 'recovery')])
      await writeRelease(recovery, { ...spec, id: `nimbus-${osVersion}`, osVersion, rootfs }, KEYS);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function nameServer(port: number): void {
  mkdirSync(join(stick, 'keys'), { recursive: true });
  writeFileSync(join(stick, 'rsd.toml'), '[line]\n');
  writeFileSync(join(stick, 'keys/known_hosts'), `[127.0.0.1]:${port} ${hostKey.publicLine}\n`);
  writeFileSync(join(stick, 'keys/id'), userKey.privateKey);
  writeFileSync(
    join(stick, 'network.toml'),
    [
      '[server]',
      `hosts = ["127.0.0.1:${port}"]`,
      `user = "${process.env['USER'] ?? 'root'}"`,
      `path = "${join(tree, 'recovery')}"`,
      'known_hosts = "keys/known_hosts"',
      'identity = "keys/id"',
    ].join('\n'),
  );
}

let made = 0;

/** What whoever runs the line does, with the real commands. */
async function order(...options: readonly string[]): Promise<void> {
  const out = join(folder, `control-${(made += 1)}`);
  expect(await runCommand('line', 'control', '--keys', keys, '--out', out, ...options)).toMatchObject({
    status: 0,
  });
  expect(await runCommand('publish', out, '--to', tree)).toMatchObject({ status: 0 });
}

testWith('sshd', 'ssh-keygen')(
  'a line is held, goes on by itself, and takes the release that the server pins; no stick is touched',
  async () => {
    await using sshd = await realSshd(folder, [hostKey], userKey);
    nameServer(sshd.port);
    using device = await LineNetbook.made(join(folder, 'device'), 'NB0042', ROOT_KEY);
    const empty = readFileSync(join(device.root, 'dev/nvme0n1'));
    await order('--hold', 'Wrong keyboards in lot 7', '--pin', 'NIMBUS=nimbus-1.9');
    device.start(stick);
    await device.says('The line is on hold: Wrong keyboards in lot 7');
    expect(readFileSync(join(device.root, 'dev/nvme0n1')).equals(empty)).toBe(true);
    await order('--pin', 'NIMBUS=nimbus-1.9');
    await device.says('The hold is over. Recovery goes on.', 60_000);
    await device.says('PASS serial NB0042 ');
    expect(device.said).toMatch(/Nimbus OS 1\.9[^.\d].*/);
    expect(await device.pull(stick)).toBe(0);

    // The memory of the stick is of the release: another one is recovered.
    await order('--pin', 'NIMBUS=nimbus-1.10');
    device.start(stick);
    await device.says('PASS serial NB0042 ');
    expect(await device.pull(stick)).toBe(0);
  },
);

testWith('sshd', 'ssh-keygen')(
  'a line whose server gives a control file that nobody signed fails, and its disk is untouched',
  async () => {
    await using sshd = await realSshd(folder, [hostKey], userKey);
    nameServer(sshd.port);
    using device = await LineNetbook.made(join(folder, 'other'), 'NB0043', ROOT_KEY);
    await order('--hold', 'Lunch');
    writeFileSync(join(tree, 'recovery/control.json'), '{"format":1,"pins":[]}');
    device.start(stick);
    await device.says('FAIL serial NB0043 ');
    expect(device.said).toMatch(/^FAIL .* code LIN-02 disk untouched$/m);
    expect(await device.pull(stick)).toBe(10);
  },
);
