import { expect, test } from 'vitest';
import { policySummary } from '../../src/catalog/policy-summary.ts';
import { keySha1 } from '../../src/formats/vboot/key-sha1.ts';
import { keyNamed, policyFor, publicKey } from './signed-release.ts';

const POLICY = policyFor();

test('policySummary() names the keys that count, where they are from, and the lowest versions', () => {
  const minimums = { minimumFirmwareVersion: 0x1_0003, minimumKernelVersion: 'unknown' } as const;
  expect(policySummary({ ...POLICY, keysFrom: 'flash', ...minimums })).toEqual({
    keysFrom: 'flash',
    keys: [
      { role: 'root', sha1: keySha1(publicKey(keyNamed('root'))) },
      { role: 'recovery', sha1: keySha1(publicKey(keyNamed('recovery'))) },
    ],
    minimumVersion: 0x1_0003,
    minimumKernelVersion: 'unknown',
  });
});

test('policySummary() names no key where there is none', () => {
  expect(policySummary({ ...POLICY, trustedKeys: [] }).keys).toEqual([]);
});
