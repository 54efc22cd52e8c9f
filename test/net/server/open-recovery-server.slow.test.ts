import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { RecoverySource } from '../../../src/core/ports.ts';
import type { ServerEvent } from '../../../src/core/server-event.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openRecoveryServer, type RecoveryServer } from '../../../src/net/server/open-recovery-server.ts';
import { testWith } from '../../tool.ts';
import { faultFrom } from '../fault-from.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { freePort } from './real-sshd.ts';
import { fetched, type RecoveryFolder, recoveryFolder, rootfsOf } from './recovery-folder.ts';

const { signal } = new AbortController();

const PATIENCE = { firstDelayMs: 1000, maxDelayMs: 15_000, giveUpMs: 300_000 };

let given: RecoveryFolder;

beforeAll(() => {
  given = recoveryFolder(24 << 20);
});

afterAll(() => given[Symbol.dispose]());

const open = (server: RecoveryServer, news: ServerEvent[] = []): Promise<RecoverySource & AsyncDisposable> =>
  openRecoveryServer(server, PATIENCE, systemClock, (one) => news.push(one), signal);

testWith('sshd', 'ssh-keygen').for([
  ['AES-GCM', ['Ciphers aes128-gcm@openssh.com']],
  ['AES-CTR', ['Ciphers aes256-ctr', 'MACs hmac-sha2-512-etm@openssh.com']],
  ['ChaCha20', ['Ciphers chacha20-poly1305@openssh.com']],
] as const)('a server that changes keys every MiB gives the right bytes with %s', async ([, cipher]) => {
  await using sshd = await given.sshd(['RekeyLimit 1M', 'LogLevel DEBUG1', ...cipher]);
  await using source = await open(given.serverAt([sshd.port]));
  await using rootfs = await rootfsOf(source, signal);
  expect((await fetched(rootfs, signal)).equals(given.content)).toBe(true);
  expect(sshd.said().match(/rekeying in/g)?.length).toBeGreaterThan(20);
});

testWith('sshd', 'ssh-keygen')(
  'a download goes on where it was when the line is cut, twice, and fetches little again',
  async () => {
    await using sshd = await given.sshd();
    await using proxy = await cuttingProxy(sshd.port);
    const news: ServerEvent[] = [];
    await using source = await open(given.serverAt([proxy.port]), news);
    await using rootfs = await rootfsOf(source, signal);
    proxy.cutAfter(6 << 20);
    const bytes = await fetched(rootfs, signal, (nth) => nth === 16 && proxy.cutAfter(2 << 20));
    expect(bytes.equals(given.content)).toBe(true);
    expect(proxy.connections()).toBe(3);
    expect(proxy.passedBytes()).toBeLessThan(given.content.length + (14 << 20));
    expect(news.map(({ kind }) => kind)).toEqual([
      'server-connected',
      'server-failed',
      'server-waiting',
      'server-connected',
      'server-failed',
      'server-waiting',
      'server-connected',
    ]);
  },
);

testWith('sshd', 'ssh-keygen')('a download goes on at the next server, past one that is dead', async () => {
  await using sshd = await given.sshd();
  await using first = await cuttingProxy(sshd.port);
  await using second = await cuttingProxy(sshd.port);
  const news: ServerEvent[] = [];
  const dead = await freePort();
  await using source = await open(given.serverAt([dead, first.port, second.port]), news);
  await using rootfs = await rootfsOf(source, signal);
  first.door('shut');
  first.cutAfter(6 << 20);
  expect((await fetched(rootfs, signal)).equals(given.content)).toBe(true);
  // Reads that were under way may have tried the door of the first once more.
  const failures = news.flatMap((one) => (one.kind === 'server-failed' ? [`${one.host} ${one.code}`] : []));
  expect([...new Set(failures)]).toEqual([`[127.0.0.1]:${dead} NET-02`, `[127.0.0.1]:${first.port} NET-03`]);
  expect(second.connections()).toBe(1);
});

testWith('sshd', 'ssh-keygen')(
  'a file that is changed on the server between two sessions is not read on',
  async () => {
    await using sshd = await given.sshd();
    await using proxy = await cuttingProxy(sshd.port);
    await using source = await open(given.serverAt([proxy.port]));
    const file = join(given.folder, 'recovery/cirrus-2/kernel.bin');
    writeFileSync(file, given.content);
    const payload = await source.openPayload('cirrus-2', 'kernel.bin', signal);
    if (payload === 'absent') throw new Error('absent');
    proxy.cutAfter(2 << 20);
    writeFileSync(file, randomBytes(given.content.length - 1));
    const fault = await faultFrom(payload.read(0, new Uint8Array(16 << 20), signal));
    expect(fault).toMatchObject({ code: 'NET-13', facts: { path: file } });
    rmSync(file);
  },
);
