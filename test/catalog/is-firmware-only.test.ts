import { expect, test } from 'vitest';
import { choose } from '../../src/catalog/choose.ts';
import { isFirmwareOnly } from '../../src/catalog/is-firmware-only.ts';
import type { VerifiedRelease } from '../../src/catalog/verified-release.ts';
import { candidateOf, MANIFEST, policyFor, releaseOf } from './signed-release.ts';

const FIRMWARE = {
  role: 'firmware',
  file: 'firmware.bin',
  bytes: 1,
  sha256: '00'.repeat(32),
  version: '9',
} as const;

test('a release has firmware alone when it has nothing else', () => {
  expect(isFirmwareOnly({ payloads: [FIRMWARE] })).toBe(true);
  expect(isFirmwareOnly({ payloads: [...MANIFEST.payloads, FIRMWARE] })).toBe(false);
  expect(isFirmwareOnly(MANIFEST)).toBe(false);
});

test('choose() never takes firmware alone, however new, and says why', () => {
  const [system, alone] = [releaseOf(candidateOf(MANIFEST), policyFor()), firmwareAlone('a')];
  const told = {
    id: 'a',
    source: 'stick',
    reason: 'it has firmware, and no operating system',
    because: { rule: 'firmware-only' },
  };
  expect(choose([alone, system].map(usable))).toMatchObject({
    release: system,
    because: { rule: 'only-usable' },
    others: [told],
  });
  expect(choose([usable(alone)])).toEqual({ kind: 'none', others: [told] });
});

test('choose() lists firmware alone in one order, however it is found', () => {
  const both = ['b', 'a'].map(firmwareAlone).map(usable);
  expect(choose(both).others.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(choose(both)).toEqual(choose(both.toReversed()));
});

function firmwareAlone(id: string): VerifiedRelease {
  const os = { name: 'Atlas firmware', version: '9' };
  const manifest = { ...MANIFEST, id, os, payloads: [FIRMWARE], layout: [] };
  return releaseOf(candidateOf(manifest, { id }), policyFor());
}

function usable(release: VerifiedRelease) {
  return { kind: 'usable', release } as const;
}
