import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { PayloadFile, RecoverySource } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/net/secret.ts';
import type { RecoveryServer } from '../../../src/net/server/open-recovery-server.ts';
import { addressName, type ServerAddress } from '../../../src/net/settings/server-address.ts';
import { type RealSshd, realSshd } from './real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from './ssh-keys.ts';

/** A folder with a recovery tree and keys, for a real server. */
export interface RecoveryFolder extends Disposable {
  readonly folder: string;
  readonly hostKeys: readonly [SshKeyPair, SshKeyPair];
  /** Of `nimbus-1/rootfs.img`. */
  readonly content: Buffer;
  readonly sshd: (extra?: readonly string[]) => Promise<RealSshd>;
  /** How to reach servers on these ports, which all have the second host key in known_hosts. */
  readonly serverAt: (ports: readonly number[], change?: Partial<RecoveryServer>) => RecoveryServer;
}

export function recoveryFolder(contentBytes: number): RecoveryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  const content = randomBytes(contentBytes);
  const hostKeys = [sshKeyPair(folder, 'ed25519', 'ed25519'), sshKeyPair(folder, 'ecdsa', 'ecdsa')] as const;
  const userKey = sshKeyPair(folder, 'user', 'ed25519');
  mkdirSync(join(folder, 'recovery/nimbus-1'), { recursive: true });
  mkdirSync(join(folder, 'recovery/cirrus-2'));
  writeFileSync(join(folder, 'recovery/nimbus-1/manifest.json'), '{}');
  writeFileSync(join(folder, 'recovery/nimbus-1/rootfs.img'), content);
  symlinkSync('nimbus-1', join(folder, 'recovery/alias'));
  symlinkSync('rootfs.img', join(folder, 'recovery/nimbus-1/link.img'));
  return {
    folder,
    hostKeys,
    content,
    sshd: (extra) => realSshd(folder, hostKeys, userKey, extra),
    serverAt(ports, change) {
      const addresses: readonly ServerAddress[] = ports.map((port) => ({ host: '127.0.0.1', port }));
      return {
        addresses,
        user: userInfo().username,
        path: join(folder, 'recovery'),
        knownHosts: addresses
          .map((address) => `${addressName(address)} ${hostKeys[1].publicLine}\n`)
          .join(''),
        identity: new Secret(userKey.privateKey),
        proxy: 'none',
        ...change,
      };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

export async function rootfsOf(source: RecoverySource, signal: AbortSignal): Promise<PayloadFile> {
  const payload = await source.openPayload('nimbus-1', 'rootfs.img', signal);
  if (payload === 'absent') throw new Error('absent');
  return payload;
}

/** The whole payload, in pieces of 1 MiB of which eight are read at once, as the agent does. */
export async function fetched(
  payload: PayloadFile,
  signal: AbortSignal,
  onPiece: (nth: number) => void = () => undefined,
): Promise<Buffer> {
  const into = Buffer.alloc(payload.sizeBytes);
  let next = 0;
  const carry = async (): Promise<void> => {
    while (next < into.length) {
      const at = next;
      next += 1 << 20;
      onPiece(at >> 20);
      await payload.read(at, into.subarray(at, at + (1 << 20)), signal);
    }
  };
  await Promise.all(Array.from({ length: 8 }, carry));
  return into;
}
