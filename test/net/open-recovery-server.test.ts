import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { RecoverySource } from '../../src/core/ports.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import { openRecoveryServer, type RecoveryServer } from '../../src/net/open-recovery-server.ts';
import { Secret } from '../../src/net/secret.ts';
import type { ServerNews } from '../../src/net/server-news.ts';
import { testWith } from '../tool.ts';
import { faultFrom } from './fault-from.ts';
import { fetched, type RecoveryFolder, recoveryFolder, rootfsOf } from './recovery-folder.ts';
import { sshKeyPair } from './ssh-keys.ts';

const { signal } = new AbortController();

let given: RecoveryFolder;

beforeAll(() => {
  given = recoveryFolder(4 << 20);
});

afterAll(() => given[Symbol.dispose]());

const open = (server: RecoveryServer, news: ServerNews[] = []): Promise<RecoverySource & AsyncDisposable> =>
  openRecoveryServer(server, systemClock, (one) => news.push(one), signal);

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
