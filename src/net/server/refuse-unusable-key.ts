import ssh2 from 'ssh2';
import { Fault } from '../../core/faults.ts';
import type { Secret } from '../secret.ts';

/**
 * Refuses a private key that cannot be used, before any server is called with it.
 * @throws Fault NET-16, which has nothing of the key in it
 */
export function refuseUnusableKey(identity: Secret): void {
  const key: unknown = ssh2.utils.parseKey(identity.reveal());
  if (key instanceof Error) {
    throw unusable(/encrypted/i.test(key.message) ? 'it is locked with a passphrase' : 'it cannot be read');
  }
  if (Array.isArray(key)) throw unusable('there is more than one key in the file');
  if (!hasPrivatePart(key)) throw unusable('it is a public key');
}

function hasPrivatePart(key: unknown): boolean {
  const isParsed = typeof key === 'object' && key !== null && 'isPrivateKey' in key;
  return isParsed && typeof key.isPrivateKey === 'function' && key.isPrivateKey() === true;
}

function unusable(problem: string): Fault {
  return new Fault('NET-16', { problem });
}
