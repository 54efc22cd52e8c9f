import { expect, test } from 'vitest';
import { assess } from '../../src/catalog/assess.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import { type ControlBytes, verifiedControl } from '../../src/catalog/verified-control.ts';
import {
  candidateOf,
  keyNamed,
  MANIFEST,
  policyFor,
  type SignatureParts,
  toBytes,
  vblockOver,
  withSwitch,
} from './signed-release.ts';

const CONTROL = { format: 1, pins: [{ hwid: 'ATLAS', release: 'atlas-1.9' }] };
const POLICY = policyFor();

function signed(content: unknown, parts: SignatureParts = {}): ControlBytes {
  const control = toBytes(content);
  return { source: 'shed', control, vblock: vblockOver(control, parts) };
}

function problemOf(found: ControlBytes, policy: Policy = POLICY): unknown {
  try {
    return verifiedControl(found, policy);
  } catch (error) {
    return error;
  }
}

test('verifiedControl() gives what the maker of the device has signed', () => {
  expect(verifiedControl(signed(CONTROL), POLICY)).toEqual(CONTROL);
  expect(verifiedControl(signed(CONTROL, { signer: keyNamed('recovery') }), POLICY)).toEqual(CONTROL);
});

test('verifiedControl() says that a tree says nothing', () => {
  expect(verifiedControl({ source: 'shed', control: 'absent', vblock: 'absent' }, POLICY)).toBe('none');
});

const good = signed(CONTROL);

test.for<[string, ControlBytes, string, Policy?]>([
  ['whose signature is missing', { ...good, vblock: 'absent' }, 'MAN-01'],
  ['of which there is only the signature', { ...good, control: 'absent' }, 'MAN-01'],
  ['that was changed', { ...good, control: toBytes({ ...CONTROL, pins: [] }) }, 'SIG-03'],
  ['whose signature is damaged', { ...good, vblock: toBytes('damaged') }, 'SIG-02'],
  ['that another signed', signed(CONTROL, { signer: keyNamed('other') }), 'SIG-04'],
  [
    'that a developer signed, on a device of a developer',
    signed(CONTROL, { signer: 'none' }),
    'SIG-01',
    policyFor(withSwitch('on')),
  ],
  [
    'that is older than the device lets be',
    signed(CONTROL, { version: 2 }),
    'SIG-05',
    { ...POLICY, minimumFirmwareVersion: 0x1_0003 },
  ],
  ['with a field that nobody knows', signed({ ...CONTROL, wipe: true }), 'MAN-02'],
  ['that is a signed manifest', signed(MANIFEST), 'MAN-02'],
  ['that is too long', { ...good, control: new Uint8Array(65_537) }, 'MAN-03'],
])('verifiedControl() refuses one %s', ([, found, code, policy]) => {
  expect(problemOf(found, policy)).toMatchObject({ code: 'LIN-02', facts: { source: 'shed', code } });
});

test('verifiedControl() asks for a newer agent with both versions', () => {
  const found = signed({ ...CONTROL, minimumAgent: '1.0.1' });
  expect(problemOf(found)).toMatchObject({ code: 'LIN-05', facts: { agent: '1.0', minimumAgent: '1.0.1' } });
  expect(problemOf(found, { ...POLICY, agentVersion: '1.1' })).toMatchObject({ minimumAgent: '1.0.1' });
});

test('a signed control file is no release', () => {
  expect(assess(candidateOf(CONTROL), POLICY)).toMatchObject({ kind: 'refused', code: 'MAN-02' });
});
