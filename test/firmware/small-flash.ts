import type { FlashFacts } from '../../src/firmware/flash-facts.ts';
import { flashFactsOf } from '../../src/firmware/flash-facts-of.ts';
import { encodeFmap } from '../../src/formats/fmap/encode-fmap.ts';
import { findFmap } from '../../src/formats/fmap/find-fmap.ts';
import type { FmapArea } from '../../src/formats/fmap/fmap.ts';
import { encodeGbb } from '../../src/formats/gbb/encode-gbb.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import type { SigningKey } from '../../src/signing/signing-key.ts';
import { keyNamed, type SignatureParts, vblockOver } from '../catalog/signed-release.ts';

/** What differs between two images of a chip of 128 KiB: small enough to cut power at every block of it. */
export interface SmallFlash {
  readonly platform: string;
  readonly version: string;
  readonly readOnlyVersion: string;
  readonly hwid: string;
  readonly gbbFlags: number;
  readonly rootKey: SigningKey;
  readonly recoveryKey: SigningKey;
  readonly signature: SignatureParts;
  /** Fills what belongs to this one device. */
  readonly owned: number;
  /** Fills the code of the part that starts first. */
  readonly readOnlyCode: number;
  readonly areas: readonly FmapArea[];
}

export const SMALL_BYTES = 0x2_0000;
const PRESERVE = 8;
/** Of this one device: whatever happens, they stay. */
export const OWNED = ['SI_DESC', 'SI_ME', 'RW_VPD', 'RW_CAL', 'RO_VPD'];

export const SMALL_AREAS: readonly FmapArea[] = [
  area('SI_DESC', 0, 0x1000),
  area('SI_ME', 0x1000, 0x1000),
  ...slot('A', 0x2000),
  ...slot('B', 0x8000),
  area('RW_SHARED', 0xe000, 0x1000),
  area('RW_VPD', 0xf000, 0x1000),
  area('RW_CAL', 0x1_0000, 0x1000, PRESERVE),
  area('RW_LEGACY', 0x1_1000, 0x2000),
  area('WP_RO', 0x1_4000, 0xc000),
  area('RO_VPD', 0x1_4000, 0x1000),
  area('FMAP', 0x1_5000, 0x800),
  area('RO_FRID', 0x1_5800, 0x40),
  area('GBB', 0x1_6000, 0x2000),
  area('COREBOOT', 0x1_8000, 0x8000),
];

/** What a device has now. */
export const OLD: SmallFlash = {
  platform: 'Google_Atlas',
  version: '1.2.0',
  readOnlyVersion: '1.0.0',
  hwid: 'ATLAS A1B-C2D',
  gbbFlags: 0x31,
  rootKey: keyNamed('root'),
  recoveryKey: keyNamed('recovery'),
  signature: {},
  owned: 0x77,
  readOnlyCode: 0x10,
  areas: SMALL_AREAS,
};

/** What a release has: everything in it is another than what the device has. */
export const NEW: SmallFlash = {
  ...OLD,
  version: '1.10.0',
  readOnlyVersion: '1.10.0',
  hwid: 'ATLAS TEST 1',
  gbbFlags: 0,
  owned: 0x22,
  readOnlyCode: 0x11,
};

export function smallFlash(spec: SmallFlash): Uint8Array {
  const image = new Uint8Array(SMALL_BYTES).fill(0xff);
  const put = (name: string, bytes: Uint8Array): void =>
    image.set(bytes, placeOf(spec.areas, name).offsetBytes);
  const fill = (name: string, words: string): void =>
    put(name, Buffer.alloc(placeOf(spec.areas, name).sizeBytes, words));
  for (const name of OWNED) put(name, owned(spec, name));
  for (const letter of ['A', 'B']) {
    const body = Buffer.alloc(placeOf(spec.areas, `FW_MAIN_${letter}`).sizeBytes, `code ${spec.version}`);
    put(`FW_MAIN_${letter}`, body);
    put(`VBLOCK_${letter}`, vblockOver(body, { signer: spec.rootKey, ...spec.signature }));
    put(`RW_FWID_${letter}`, text(`${spec.platform}.${spec.version}`));
  }
  fill('RW_SHARED', `shared ${spec.version}`);
  fill('RW_LEGACY', `loader ${spec.version}`);
  put('RO_FRID', text(`${spec.platform}.${spec.readOnlyVersion}`));
  put('COREBOOT', Buffer.alloc(placeOf(spec.areas, 'COREBOOT').sizeBytes, spec.readOnlyCode));
  put('GBB', gbbOf(spec));
  put('FMAP', encodeFmap({ baseAddress: 0n, sizeBytes: SMALL_BYTES, name: 'FMAP', areas: spec.areas }));
  return image;
}

function owned(spec: SmallFlash, name: string): Uint8Array {
  return Buffer.alloc(placeOf(spec.areas, name).sizeBytes, spec.owned);
}

function gbbOf({ gbbFlags, hwid, rootKey, recoveryKey }: SmallFlash): Uint8Array {
  const [root, recovery] = [encodePackedKey(rootKey, 1), encodePackedKey(recoveryKey, 1)];
  return encodeGbb({ flags: gbbFlags, hwid, rootKey: root, recoveryKey: recovery });
}

export function factsOf(image: Uint8Array): FlashFacts {
  return flashFactsOf(image, findFmap(image).fmap);
}

/** The bytes of an area, not a copy. */
export function areaOf(image: Uint8Array, name: string): Uint8Array {
  const { offsetBytes, sizeBytes } = placeOf(SMALL_AREAS, name);
  return image.subarray(offsetBytes, offsetBytes + sizeBytes);
}

/** The areas with some of them changed, by name. */
export function areasWith(change: Readonly<Record<string, Partial<FmapArea>>>): readonly FmapArea[] {
  return SMALL_AREAS.map((one) => ({ ...one, ...change[one.name] }));
}

function placeOf(areas: readonly FmapArea[], name: string): FmapArea {
  const found = areas.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

function area(name: string, offsetBytes: number, sizeBytes: number, flags = 0): FmapArea {
  return { name, offsetBytes, sizeBytes, flags };
}

function slot(letter: 'A' | 'B', at: number): FmapArea[] {
  return [
    area(`RW_SECTION_${letter}`, at, 0x6000),
    area(`VBLOCK_${letter}`, at, 0x2000),
    area(`FW_MAIN_${letter}`, at + 0x2000, 0x3fc0),
    area(`RW_FWID_${letter}`, at + 0x5fc0, 0x40),
  ];
}

function text(id: string): Uint8Array {
  return new TextEncoder().encode(`${id}\0`);
}
