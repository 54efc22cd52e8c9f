import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { create } from '../../../src/rsd/create/create.ts';
import type { CreateRequest } from '../../../src/rsd/create/create-request.ts';
import { faultFrom } from '../../net/fault-from.ts';
import { type RealSshd, realSshd } from '../../net/server/real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from '../../net/server/ssh-keys.ts';
import { testWith, tool } from '../../tool.ts';
import { type Heard, settingIn } from '../setting-in.ts';
import { addRelease, type SimulatedTree, simulatedTree } from '../simulated-tree.ts';
import { request } from './request.ts';

const MIB = 1 << 20;
const withSshd = testWith('sshd', 'ssh-keygen', 'mcopy');
let folder: string;
let tree: SimulatedTree;
let hostKey: SshKeyPair;
let userKey: SshKeyPair;
let sshd: RealSshd;
let image: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  tree = await simulatedTree(join(folder, 'tree'));
  // Large enough to be stopped in the middle.
  await addRelease(tree.folder, { id: 'nimbus-3', osVersion: '3', dataBlocks: 12_000 });
  [hostKey, userKey] = [sshKeyPair(folder, 'host', 'ed25519'), sshKeyPair(folder, 'user', 'ed25519')];
  sshd = await realSshd(folder, [hostKey], userKey);
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${sshd.port} ${hostKey.publicLine}\n`);
  image = join(folder, 'stick.img');
});
afterAll(async () => {
  await sshd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  rmSync(join(folder, 'cache'), { recursive: true, force: true });
  rmSync(image, { force: true });
});

function fromServer(change: Partial<CreateRequest> = {}): CreateRequest {
  return request({
    from: `sftp://${sshd.user}@127.0.0.1:${sshd.port}${tree.folder}`,
    image: { path: image, sizeBytes: 'least' },
    ssh: { knownHosts: join(folder, 'known_hosts'), identity: userKey.file },
    ...change,
  });
}

async function made(wanted: CreateRequest): Promise<Heard> {
  const heard = settingIn(folder);
  await create(wanted, heard.setting, 'nobody');
  return heard;
}

/** Stops a run when it has got so far with what it fetches. */
async function stoppedAt(share: number): Promise<Heard & { readonly totalMb: number }> {
  const heard = settingIn(folder);
  const { setting, stop } = heard;
  let totalMb = 0;
  const progress = (line: string): void => {
    totalMb = totalMbOf(line) ?? totalMb;
    const [, percent = '0'] = /^Fetching the release .*?(\d+)%/.exec(line) ?? [];
    if (Number(percent) >= share) stop.abort(new Fault('MAK-07', { by: 'a test' }));
  };
  const voice = { ...setting.voice, progress };
  const fault = await faultFrom(create(fromServer(), { ...setting, voice }, 'nobody'));
  expect(fault).toMatchObject({ code: 'MAK-07' });
  return { ...heard, totalMb };
}

/** How much there is to fetch and to check, in all. */
function totalMbOf(line: string): number | undefined {
  const [, megabytes] = /^Fetching the release .* of ([\d.]+) MB/.exec(line) ?? [];
  return megabytes === undefined ? undefined : Number(megabytes);
}

function cached(path: string): string {
  return join(folder, 'cache', `_127.0.0.1__${sshd.port}`, path);
}

withSshd('a stick made from a server is the same as one made from its folder', async () => {
  await made(fromServer());
  const bytes = readFileSync(image);
  await made(fromServer({ from: tree.folder }));
  expect(readFileSync(image).equals(bytes)).toBe(true);
});

withSshd('a run that was stopped says that it can go on, and the next one does', async () => {
  const { notes, totalMb } = await stoppedAt(40);
  expect(notes.join('\n')).toContain('goes on from there');
  expect(existsSync(image)).toBe(false);
  const part = cached('recovery.part/nimbus-3/rootfs.img.zst');
  expect(statSync(part).size).toBeGreaterThan(MIB);
  const heard = await made(fromServer());
  const line = heard.progress.find((one) => one.startsWith('Fetching the release')) ?? '';
  expect(totalMbOf(line)).toBeLessThan(0.85 * totalMb);
  const path = 'recovery/nimbus-3/rootfs.img.zst';
  expect(readFileSync(cached(path)).equals(readFileSync(join(tree.folder, path)))).toBe(true);
});

withSshd('what was fetched once is not fetched again, unless it was damaged', async () => {
  await made(fromServer());
  const again = await made(fromServer());
  expect(again.progress.join('\n')).not.toContain('Fetching');
  const bytes = readFileSync(image);
  const rootfs = cached('software/recovery-0.2-x86_64/rootfs.img');
  writeFileSync(rootfs, Buffer.alloc(statSync(rootfs).size));
  const repaired = await made(fromServer());
  expect(repaired.notes.join('\n')).toMatch(/is damaged \(MAK-06\), and is fetched again/);
  expect(readFileSync(image).equals(bytes)).toBe(true);
});

withSshd('a network stick has the server, its host key, and the key that it was given', async () => {
  const stickKey = sshKeyPair(folder, 'stick', 'ed25519');
  await made(fromServer({ data: 'network-only', stickIdentity: stickKey.file, device: undefined }));
  const text = (path: string): string => tool('mtype', '-i', `${image}@@${257 * MIB}`, `::/${path}`).stdout;
  expect(text('network.toml')).toContain(`path = "${tree.folder}/recovery"`);
  expect(text('network.toml')).toContain(`hosts = ["127.0.0.1:${sshd.port}"]`);
  expect(text('keys/known_hosts')).toBe(`[127.0.0.1]:${sshd.port} ${hostKey.publicLine}\n`);
  expect(text('keys/stick_identity')).toBe(stickKey.privateKey);
});

withSshd("a person's own key is put on no stick that was not given one", async () => {
  await made(fromServer());
  expect(readFileSync(image).includes('PRIVATE KEY')).toBe(false);
  expect(await faultFrom(made(fromServer({ data: 'network-only' })))).toMatchObject({ code: 'OPT-01' });
});
