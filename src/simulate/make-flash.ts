import { encodeFmap } from '../formats/fmap/encode-fmap.ts';
import { encodeGbb } from '../formats/gbb/encode-gbb.ts';
import { encodeVpd } from '../formats/vpd/encode-vpd.ts';
import { signVblock } from '../signing/sign-vblock.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { FLASH_AREAS, FLASH_BYTES } from './flash-areas.ts';
import { publicHalf, type ReleaseKeys } from './simulated-keys.ts';

export interface FlashSpec {
  readonly hwid: string;
  readonly gbbFlags: number;
  readonly root: SigningKey;
  readonly recovery: SigningKey;
  /** Sign both slots: the root key vouches for them, as it does for releases. */
  readonly keys: ReleaseKeys;
  /** What the parts call themselves, e.g. `Google_Nimbus.15117.112.0`. */
  readonly readOnlyId: string;
  readonly readWriteId: string;
  /** Against rollback, 0 to 65535. */
  readonly version: number;
  readonly readOnlyVpd: ReadonlyMap<string, string>;
  readonly readWriteVpd: ReadonlyMap<string, string>;
}

const ERASED = 0xff;

/** A whole flash image that a firmware could start from, but for its code. The same spec gives the same bytes. */
export function makeFlash(spec: FlashSpec): Uint8Array {
  const image = new Uint8Array(FLASH_BYTES).fill(ERASED);
  for (const [name, bytes] of contents(spec)) {
    const area = FLASH_AREAS.find((one) => one.name === name);
    if (area === undefined || bytes.length > area.sizeBytes) throw new RangeError(`${name} does not fit`);
    image.set(bytes, area.offsetBytes);
  }
  return image;
}

function contents(spec: FlashSpec): readonly (readonly [string, Uint8Array])[] {
  const { hwid, gbbFlags, root, recovery, readOnlyId, readWriteId } = spec;
  const body = filled('FW_MAIN_A', `code of ${readWriteId}\n`);
  const vblock = signVblock(body, {
    keyblock: spec.keys.releaseKeyblock,
    signer: spec.keys.release,
    version: spec.version,
    kernelSubkey: publicHalf(spec.keys.kernelSubkey),
  });
  const slots = ['A', 'B'].flatMap((slot) => [
    [`VBLOCK_${slot}`, vblock] as const,
    [`FW_MAIN_${slot}`, body] as const,
    [`RW_FWID_${slot}`, padded(`RW_FWID_${slot}`, readWriteId)] as const,
  ]);
  return [
    ...slots,
    ['SI_DESC', filled('SI_DESC', `descriptor of ${hwid}\n`)],
    ['SI_ME', filled('SI_ME', 'management engine\n')],
    ['RW_ELOG', Buffer.from('the log of this device')],
    ['RW_NVRAM', Buffer.from('the settings of this device')],
    ['RW_LEGACY', Buffer.from(`another boot loader of ${readWriteId}`)],
    ['RW_VPD', encodeVpd(spec.readWriteVpd, sizeOf('RW_VPD'))],
    ['RO_VPD', encodeVpd(spec.readOnlyVpd, sizeOf('RO_VPD'))],
    ['FMAP', encodeFmap({ baseAddress: 0n, sizeBytes: FLASH_BYTES, name: 'FMAP', areas: FLASH_AREAS })],
    ['RO_FRID', padded('RO_FRID', readOnlyId)],
    [
      'GBB',
      encodeGbb({ flags: gbbFlags, hwid, rootKey: publicHalf(root), recoveryKey: publicHalf(recovery) }),
    ],
    ['COREBOOT', filled('COREBOOT', `code of ${readOnlyId}\n`)],
  ];
}

function sizeOf(name: string): number {
  return FLASH_AREAS.find((one) => one.name === name)?.sizeBytes ?? 0;
}

function filled(name: string, text: string): Uint8Array {
  return Buffer.alloc(sizeOf(name), text);
}

function padded(name: string, text: string): Uint8Array {
  const area = new Uint8Array(sizeOf(name));
  area.set(new TextEncoder().encode(text));
  return area;
}
