import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess, type CandidateBytes } from '../../src/catalog/assess.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import {
  candidateOf,
  DEVICE,
  keyNamed,
  MANIFEST,
  policyFor,
  publicKey,
  sha256,
  toBytes,
  vblockOver,
  withSwitch,
} from './signed-release.ts';

const BODY = toBytes(MANIFEST);
const VBLOCK = vblockOver(BODY, { version: 7 });
const POLICY = policyFor();

test('assess() takes a release that a key of the firmware signed', () => {
  const candidate = candidateOf(MANIFEST, { vblock: VBLOCK, source: 'SD card' });
  expect(assess(candidate, POLICY)).toEqual({
    kind: 'usable',
    release: {
      manifest: MANIFEST,
      authority: 'firmware',
      preambleVersion: 7,
      kernelSubkey: publicKey(keyNamed('subkey')),
      dataKey: publicKey(keyNamed('data')),
      source: 'SD card',
      location: 'local',
      digest: sha256(Buffer.concat([BODY, VBLOCK])),
    },
  });
});

test('assess() takes a release that a developer signed when the developer switch is on, and not otherwise', () => {
  const candidate = candidateOf(MANIFEST, { signer: 'none' });
  expect(outcome(candidate, policyFor(withSwitch('on')))).toBe('developer');
  expect(assess(candidate, POLICY)).toEqual({
    kind: 'refused',
    id: 'atlas-1.9',
    source: 'stick',
    location: 'local',
    code: 'SIG-04',
    facts: { developerSwitch: 'off' },
  });
});

test.for([
  ['below by one', 2, 5, 0x2_0006, 'SIG-05'],
  ['equal', 2, 5, 0x2_0005, 'firmware'],
  ['above', 2, 6, 0x2_0005, 'firmware'],
  ['a lower key with a higher version', 1, 0xffff, 0x2_0000, 'SIG-05'],
  ['a higher key with a lower version', 3, 0, 0x2_ffff, 'firmware'],
  ['the highest key, which is no negative number', 0xffff, 0, 1, 'firmware'],
  ['above 2^31 and still below', 0x8000, 0, 0x8000_0001, 'SIG-05'],
  ['a minimum that nothing reaches', 0xffff, 0xffff, 0x1_0000_0000, 'SIG-05'],
  ['a minimum that is no number', 0xffff, 0xffff, Number.NaN, 'SIG-05'],
] as const)(
  'assess() compares with the rollback minimum: %s',
  ([, keyVersion, version, minimum, expected]) => {
    const policy = { ...POLICY, minimumFirmwareVersion: minimum };
    expect(outcome(candidateOf(MANIFEST, { keyVersion, version }), policy)).toBe(expected);
  },
);

test('assess() gives both numbers when a release is too old', () => {
  const policy = { ...POLICY, minimumFirmwareVersion: 0x8000_0001 };
  expect(assess(candidateOf(MANIFEST, { keyVersion: 2, version: 5 }), policy)).toMatchObject({
    code: 'SIG-05',
    facts: { version: '0x00020005', minimum: '0x80000001' },
  });
});

test.for([
  ['another model', { models: [{ hwid: 'NOCTURNE' }] }, 'SRC-03'],
  ['another SKU', { models: [{ hwid: 'ATLAS', skus: [1, 2] }] }, 'SRC-03'],
  ['another model and architecture', { models: [{ hwid: 'NOCTURNE' }], arch: 'aarch64' }, 'SRC-03'],
  ['another architecture', { arch: 'aarch64' }, 'SRC-04'],
  ['a 32-bit processor', { arch: 'i686' }, 'SRC-04'],
  ['a newer agent', { minimumAgent: '1.0.1' }, 'SRC-05'],
  ['this agent', { minimumAgent: '1.0.0' }, 'firmware'],
  ['another folder', { id: 'atlas-1.8' }, 'MAN-02'],
  ['the same folder in another case', { id: 'Atlas-1.9' }, 'MAN-02'],
] as const)('assess() sees what a release is for: %s', ([, change, expected]) => {
  expect(outcome(candidateOf({ ...MANIFEST, ...change }))).toBe(expected);
});

test('assess() names the model of the device and those of the release', () => {
  const models = [{ hwid: 'NOCTURNE' }, { hwid: 'ATLAS', skus: [1, 2] }];
  expect(assess(candidateOf({ ...MANIFEST, models }), POLICY)).toMatchObject({
    code: 'SRC-03',
    facts: { hwid: 'ATLAS D25-A2B', sku: '3', models: ['NOCTURNE', 'ATLAS (SKU 1, 2)'] },
  });
});

test('assess() names a few models when there are hundreds', () => {
  const models = Array.from({ length: 200 }, (_, at) => ({ hwid: `M${at}`, skus: [...Array(20).keys()] }));
  const assessed = assess(candidateOf({ ...MANIFEST, models }), POLICY);
  expect(JSON.stringify(assessed).length).toBeLessThan(1000);
  expect(assessed).toMatchObject({ facts: { models: expect.arrayContaining(['192 more']) } });
});

test('assess() matches nothing to a device that says nothing of itself', () => {
  const mute = { ...DEVICE, hwid: 'unknown', sku: 'unknown', arch: 'unknown' } as const;
  expect(assess(candidateOf(MANIFEST), policyFor(mute))).toMatchObject({
    code: 'SRC-03',
    facts: { hwid: 'unknown', sku: 'unknown' },
  });
  expect(assess(candidateOf(MANIFEST), policyFor({ ...DEVICE, arch: 'unknown' }))).toMatchObject({
    code: 'SRC-04',
    facts: { deviceArch: 'unknown', releaseArch: 'x86_64' },
  });
});

test('assess() shows the name of a hostile folder without doing what it says', () => {
  expect(assess(candidateOf(MANIFEST, { id: '../\u001b[2J' }), POLICY)).toMatchObject({
    facts: { field: 'id', problem: 'it is "atlas-1.9", and the folder is called "../\\u001b[2J"' },
  });
});

test.for([
  ['no manifest', { manifest: 'absent' }, 'MAN-01'],
  ['no signature', { vblock: 'absent' }, 'SIG-01'],
  ['neither', { manifest: 'absent', vblock: 'absent' }, 'MAN-01'],
  ['an empty manifest', { manifest: new Uint8Array() }, 'SIG-03'],
  ['an empty signature', { vblock: new Uint8Array() }, 'SIG-02'],
  ['a truncated manifest', { manifest: BODY.subarray(0, -1) }, 'SIG-03'],
  ['a manifest that has grown', { manifest: toBytes(`${JSON.stringify(MANIFEST)} `) }, 'SIG-03'],
  ['a manifest of 64 KiB and a byte', { manifest: new Uint8Array(65_537) }, 'MAN-03'],
  ['a signature of 64 KiB and a byte', { vblock: new Uint8Array(65_537) }, 'MAN-03'],
  ['a signature of 64 KiB', { vblock: new Uint8Array(65_536) }, 'SIG-02'],
] as const)('assess() refuses what is not whole: %s', ([, change, code]) => {
  expect(outcome({ ...candidateOf(MANIFEST, { vblock: VBLOCK }), ...change })).toBe(code);
});

test.for([
  ['white space', ' '.repeat(10), 'MAN-01'],
  ['a truncated document', JSON.stringify(MANIFEST).slice(0, -1), 'MAN-01'],
  ['an unknown field', { ...MANIFEST, extra: 1 }, 'MAN-02'],
  ['__proto__', JSON.stringify(MANIFEST).replace('{', '{"__proto__":{},'), 'MAN-02'],
  ['a repeated key', JSON.stringify(MANIFEST).replace('{', '{"format":1,'), 'MAN-04'],
  ['64 KiB exactly', JSON.stringify(MANIFEST).padEnd(65_536), 'firmware'],
  ['64 KiB and a byte', JSON.stringify(MANIFEST).padEnd(65_537), 'MAN-03'],
] as const)('assess() refuses a signed manifest that it cannot rely on: %s', ([, manifest, expected]) => {
  expect(outcome(candidateOf(manifest))).toBe(expected);
});

test('assess() does not read a byte of a manifest that nobody signed', () => {
  expect(outcome({ ...candidateOf('{ not even JSON'), vblock: VBLOCK })).toBe('SIG-03');
  expect(outcome(candidateOf('{ not even JSON', { signer: keyNamed('other') }))).toBe('SIG-04');
});

test('assess() refuses a manifest of which a single bit has changed', () => {
  fc.assert(
    fc.property(fc.nat(BODY.length - 1), fc.nat(7), (at, bit) => {
      const manifest = Uint8Array.from(BODY);
      manifest[at] = (manifest[at] ?? 0) ^ (1 << bit);
      expect(outcome({ ...candidateOf(MANIFEST, { vblock: VBLOCK }), manifest })).toBe('SIG-03');
    }),
  );
});

test('assess() calls a defect of its own by its name and goes on', () => {
  expect(outcome(candidateOf(MANIFEST), { ...POLICY, agentVersion: 'no version' })).toBe('BUG-00');
});

/** The authority when the release may be loaded, else the code. */
function outcome(candidate: CandidateBytes, policy: Policy = POLICY): string {
  const assessed = assess(candidate, policy);
  return assessed.kind === 'usable' ? assessed.release.authority : assessed.code;
}
