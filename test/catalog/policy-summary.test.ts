import { expect, test } from 'vitest';
import { policySummary } from '../../src/catalog/policy-summary.ts';
import { keySha1 } from '../../src/formats/vboot/key-sha1.ts';
import { keyNamed, policyFor, publicKey } from './signed-release.ts';

const POLICY = policyFor();

test('policySummary() names the keys that count, where they are from, and the lowest version', () => {
  expect(policySummary({ ...POLICY, keysFrom: 'flash', minimumFirmwareVersion: 0x1_0003 })).toEqual({
    keysFrom: 'flash',
    keys: [
      { role: 'root', sha1: keySha1(publicKey(keyNamed('root'))) },
      { role: 'recovery', sha1: keySha1(publicKey(keyNamed('recovery'))) },
    ],
    minimumVersion: 0x1_0003,
  });
});

test('policySummary() names no key where there is none', () => {
  expect(policySummary({ ...POLICY, trustedKeys: [] }).keys).toEqual([]);
});
