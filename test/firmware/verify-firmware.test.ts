import { expect, test } from 'vitest';
import { toFault } from '../../src/core/faults.ts';
import { type FirmwareDemands, verifyFirmware } from '../../src/firmware/verify-firmware.ts';
import { keyNamed } from '../catalog/signed-release.ts';
import {
  areaOf,
  areasWith,
  factsOf,
  NEW,
  OLD,
  SMALL_BYTES,
  type SmallFlash,
  smallFlash,
} from './small-flash.ts';

const CHIP = factsOf(smallFlash(OLD));
const DEMANDS: FirmwareDemands = {
  release: 'atlas-firmware',
  version: '1.10.0',
  minimumVersion: 0x1_0001,
  writeProtect: 'off',
};
const RSA_1024_SHA1 = 0;

test.for([
  ['off', 'whole'],
  ['on', 'read-write'],
  ['unknown', 'read-write'],
] as const)('with write protection %s, verifyFirmware() lets the scope be %s', ([writeProtect, scope]) => {
  const image = smallFlash(NEW);
  expect(verifyFirmware(image, CHIP, { ...DEMANDS, writeProtect })).toMatchObject({
    release: 'atlas-firmware',
    scope,
    versions: { readOnly: 'Google_Atlas.1.10.0', slotA: 'Google_Atlas.1.10.0', slotB: 'Google_Atlas.1.10.0' },
  });
});

test.for([
  ['another platform', { platform: 'Google_Eve' }, 'FWR-02', { device: 'Google_Atlas', image: 'Google_Eve' }],
  [
    'a platform that only begins like it',
    { platform: 'Google_Atlas2' },
    'FWR-02',
    { image: 'Google_Atlas2' },
  ],
  [
    'slots under another root key',
    { signature: { signer: keyNamed('another root') } },
    'FWR-03',
    { which: 'VBLOCK_A' },
  ],
  [
    'another root key in its GBB',
    { rootKey: keyNamed('another root'), signature: { signer: keyNamed('root') } },
    'FWR-03',
    { which: 'GBB root key' },
  ],
  [
    'another recovery key',
    { recoveryKey: keyNamed('another root') },
    'FWR-03',
    { which: 'GBB recovery key' },
  ],
  ['keyblocks without a signature', { signature: { signer: 'none' } }, 'FWR-03', { which: 'VBLOCK_A' }],
  [
    'a weak data key',
    { signature: { data: keyNamed('weak', RSA_1024_SHA1) } },
    'FWR-04',
    { problem: 'sha1, RSA-1024 is too weak' },
  ],
  [
    'a firmware version below the minimum',
    { signature: { version: 0 } },
    'FWR-06',
    { version: '0x00010000', minimum: '0x00010001' },
  ],
  [
    'a key version below the minimum',
    { signature: { keyVersion: 0, version: 65_535 } },
    'FWR-06',
    { version: '0x0000ffff', minimum: '0x00010001' },
  ],
  [
    'another version than the manifest says',
    { version: '1.9.0' },
    'MAN-02',
    { field: 'payloads.version', problem: 'it is 1.10.0, and the image calls itself Google_Atlas.1.9.0' },
  ],
] as const satisfies readonly (readonly [string, Partial<SmallFlash>, string, object])[])(
  'verifyFirmware() refuses %s',
  ([, change, code, facts]) => {
    expect(faultOf(smallFlash({ ...NEW, ...change }))).toMatchObject({ code, facts });
  },
);

test('with write protection on, the keys in the GBB of an image do not matter: they are not written', () => {
  const signature = { signer: keyNamed('root') };
  const image = smallFlash({ ...NEW, rootKey: keyNamed('another root'), signature });
  expect(verifyFirmware(image, CHIP, { ...DEMANDS, writeProtect: 'on' }).scope).toBe('read-write');
});

test('a rollback minimum that nobody knows refuses nothing', () => {
  const image = smallFlash({ ...NEW, signature: { version: 0, keyVersion: 0 } });
  expect(verifyFirmware(image, CHIP, { ...DEMANDS, minimumVersion: 'unknown' }).release).toBe(
    'atlas-firmware',
  );
});

test.for(['A', 'B'])('verifyFirmware() looks at the code of slot %s', (slot) => {
  const image = smallFlash(NEW);
  const body = areaOf(image, `FW_MAIN_${slot}`);
  body[body.length - 1] = 0;
  expect(faultOf(image)).toEqual({
    code: 'FWR-04',
    facts: { which: `FW_MAIN_${slot}`, problem: 'the signature does not fit' },
  });
});

test.for(['A', 'B'])('verifyFirmware() looks at every byte of the signed block of slot %s', (slot) => {
  for (const at of [0, 20, 40, 120, 800, 1500, 1900]) {
    const image = smallFlash(NEW);
    const vblock = areaOf(image, `VBLOCK_${slot}`);
    vblock[at] = (vblock[at] ?? 0) ^ 0x10;
    expect(faultOf(image).code, `byte ${at}`).toMatch(/^FWR-0[34]$/);
  }
});

test('verifyFirmware() refuses an image whose slots call themselves differently', () => {
  const image = smallFlash(NEW);
  areaOf(image, 'RW_FWID_B').set(Buffer.from('Google_Atlas.1.9.0\0'));
  expect(faultOf(image)).toMatchObject({ code: 'MAN-02' });
});

test('verifyFirmware() refuses every image when nobody knows the platform of the device', () => {
  const chip = { ...CHIP, platform: 'unknown' };
  expect(faultOf(smallFlash({ ...NEW, platform: 'unknown' }), chip)).toMatchObject({ code: 'FWR-02' });
});

test.for([
  [
    'cut short',
    (image: Uint8Array) => image.subarray(0, SMALL_BYTES - 1),
    'it has 131071 bytes, and the chip has 131072',
  ],
  ['empty', () => new Uint8Array(), 'it has 0 bytes, and the chip has 131072'],
  [
    'without a map',
    () => new Uint8Array(SMALL_BYTES),
    'FMAP signature: none of 0 is whole and for 131072 bytes',
  ],
  [
    'with a GBB that is none',
    (image: Uint8Array) => (areaOf(image, 'GBB').fill(0), image),
    'GBB signature: it is not "$GBB"',
  ],
] as const)('verifyFirmware() refuses an image that is %s', ([, change, problem]) => {
  expect(faultOf(change(smallFlash(NEW)))).toEqual({ code: 'FWR-05', facts: { problem } });
});

test('verifyFirmware() refuses a map with an area outside of the chip', () => {
  const image = smallFlash(NEW);
  const map = areaOf(image, 'FMAP');
  const nth = NEW.areas.findIndex(({ name }) => name === 'FW_MAIN_B');
  new DataView(map.buffer, map.byteOffset).setUint32(56 + nth * 42 + 4, SMALL_BYTES, true);
  expect(faultOf(image)).toMatchObject({ code: 'FWR-05' });
});

test('verifyFirmware() refuses a map that does not fit that of the chip', () => {
  const image = smallFlash({ ...NEW, areas: areasWith({ RO_VPD: { offsetBytes: 0x1_3000 } }) });
  expect(faultOf(image)).toEqual({
    code: 'FWR-05',
    facts: { problem: 'RO_VPD (4096 bytes at 77824), and on the chip RO_VPD (4096 bytes at 81920)' },
  });
});

test('verifyFirmware() refuses an image whose GBB has no room for the hardware ID of the device', () => {
  const image = smallFlash(NEW);
  const gbb = areaOf(image, 'GBB');
  new DataView(gbb.buffer, gbb.byteOffset).setUint32(20, 13, true);
  expect(faultOf(image)).toEqual({
    code: 'FWR-05',
    facts: { problem: 'its GBB has 13 bytes for the hardware ID "ATLAS A1B-C2D"' },
  });
});

function faultOf(
  image: Uint8Array,
  chip = CHIP,
): { readonly code: string; readonly facts: Record<string, unknown> } {
  try {
    verifyFirmware(image, chip, DEMANDS);
  } catch (error) {
    const { code, facts } = toFault(error);
    return { code, facts };
  }
  throw new Error('It was taken');
}
