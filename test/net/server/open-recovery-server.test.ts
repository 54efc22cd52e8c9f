import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { RecoverySource } from '../../../src/core/ports.ts';
import type { ServerEvent } from '../../../src/core/server-event.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { Secret } from '../../../src/net/secret.ts';
import { openRecoveryServer, type RecoveryServer } from '../../../src/net/server/open-recovery-server.ts';
import { testWith } from '../../tool.ts';
import { faultFrom } from '../fault-from.ts';
import { freePort } from './real-sshd.ts';
import { fetched, type RecoveryFolder, recoveryFolder, rootfsOf } from './recovery-folder.ts';
import { sshKeyPair } from './ssh-keys.ts';

const { signal } = new AbortController();

const PATIENCE = { firstDelayMs: 1000, maxDelayMs: 15_000, giveUpMs: 300_000 };
let given: RecoveryFolder;

beforeAll(() => {
  given = recoveryFolder(4 << 20);
});

afterAll(() => given[Symbol.dispose]());

const open = (server: RecoveryServer, news: ServerEvent[] = []): Promise<RecoverySource & AsyncDisposable> =>
  openRecoveryServer(server, PATIENCE, systemClock, (one) => news.push(one), signal);

testWith('sshd', 'ssh-keygen')(
  'a real OpenSSH server gives its releases, small files and payloads',
  async () => {
    await using sshd = await given.sshd();
    await using source = await open(given.serverAt([sshd.port]));
    expect((await source.list(signal)).toSorted()).toEqual(['cirrus-2', 'nimbus-1']);
    expect(await source.readSmall('nimbus-1', 'manifest.json', 100, signal)).toEqual(
      Uint8Array.from([0x7b, 0x7d]),
    );
    expect(await source.readSmall('nimbus-1', 'manifest.vblock', 100, signal)).toBe('absent');
    expect(await source.readSmall('cirrus-2', 'manifest.json', 100, signal)).toBe('absent');
    expect(await faultFrom(source.readSmall('alias', 'manifest.json', 100, signal))).toMatchObject({
      code: 'NET-12',
    });
    expect(await faultFrom(source.openPayload('nimbus-1', 'link.img', signal))).toMatchObject({
      code: 'NET-12',
    });
    await using rootfs = await rootfsOf(source, signal);
    expect((await fetched(rootfs, signal)).equals(given.content)).toBe(true);
  },
);

testWith('sshd', 'ssh-keygen')(
  'a real OpenSSH server with a wrong host key, or for a wrong user key, ends in a fault',
  async () => {
    await using sshd = await given.sshd();
    const at = `[127.0.0.1]:${sshd.port}`;
    const other = sshKeyPair(given.folder, 'other', 'ed25519');
    const ends = async (change: Partial<RecoveryServer>): Promise<unknown> => {
      await using source = await open(given.serverAt([sshd.port], change));
      return await faultFrom(source.list(signal));
    };
    expect(await ends({ knownHosts: '' })).toMatchObject({ code: 'NET-04', facts: { host: at } });
    expect(await ends({ knownHosts: `${at} ${other.publicLine}` })).toMatchObject({ code: 'NET-05' });
    expect(
      await ends({
        knownHosts: `${at} ${given.hostKeys[0].publicLine}\n@revoked * ${given.hostKeys[0].publicLine}`,
      }),
    ).toMatchObject({ code: 'NET-06' });
    expect(await ends({ identity: new Secret(other.privateKey) })).toMatchObject({ code: 'NET-08' });
    expect(await ends({ path: join(given.folder, 'nothing') })).toMatchObject({ code: 'NET-18' });
  },
);

testWith('sshd', 'ssh-keygen')(
  'openRecoveryServer() refuses a list of known servers or a key that it cannot use, and calls nobody',
  async () => {
    expect(await faultFrom(open(given.serverAt([1], { knownHosts: 'host' })))).toMatchObject({
      code: 'NET-14',
    });
    expect(await faultFrom(open(given.serverAt([1], { identity: new Secret('x') })))).toMatchObject({
      code: 'NET-16',
    });
  },
);

testWith('sshd', 'ssh-keygen')(
  'a real OpenSSH server with a folder for a file, and one whose file is cut short while it is read, end in faults',
  async () => {
    await using sshd = await given.sshd();
    const release = join(given.folder, 'recovery/cirrus-2');
    mkdirSync(join(release, 'rootfs.img'));
    writeFileSync(join(release, 'kernel.bin'), given.content);
    // The first of the list is dead.
    await using source = await open(given.serverAt([await freePort(), sshd.port]));
    expect(await faultFrom(source.openPayload('cirrus-2', 'rootfs.img', signal))).toMatchObject({
      code: 'NET-12',
      facts: { problem: 'it is a folder' },
    });
    const payload = await source.openPayload('cirrus-2', 'kernel.bin', signal);
    if (payload === 'absent') throw new Error('absent');
    await using kernel = payload;
    const into = new Uint8Array(1 << 20);
    expect(await kernel.read(0, into, signal)).toBe(into.length);
    truncateSync(join(release, 'kernel.bin'), 5000);
    const fault = await faultFrom(kernel.read(0, into, signal));
    expect(fault).toMatchObject({
      code: 'NET-13',
      facts: { problem: `it ended at byte 5000 of ${given.content.length}` },
    });
    rmSync(release, { recursive: true });
    mkdirSync(release);
  },
);
