import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../initramfs/must-run.ts';
import type { Variant } from '../initramfs/variant.ts';
import { findFmap } from '../src/formats/fmap/find-fmap.ts';
import type { FirmwareTables } from './acpi-table.ts';
import { DEVKEYS } from './devkeys.ts';
import { firmwareRelease } from './firmware-release.ts';
import { type ChipSpec, chipDisk, chipImage, readChip } from './flash-chip.ts';

/** The recovery of a netbook whose chip flashrom emulates. Which programmer there is, only its root filesystem says. */
export const FIRMWARE_VARIANT: Variant = {
  name: 'flash',
  modules: [],
  overlay: join(import.meta.dirname, 'flash-overlay'),
};

const PLATFORM = 'Google_Nimbus';
const OLD_VERSION = '15054.0.0';
const NEW_VERSION = '15117.112.0';
const READ_ONLY_VERSION = '15000.0.0';
/** What an update has no business with. */
const NOT_OURS = ['SI_DESC', 'SI_ME', 'UNIFIED_MRC_CACHE', 'RW_ELOG', 'RW_VPD', 'RW_NVRAM', 'WP_RO'];

export interface NetbookFirmware {
  /** The disk that the chip is a file on. */
  readonly disk: string;
  /** The folder of a release of new firmware. */
  readonly release: string;
  /** As the chip was when it left the factory. */
  readonly before: Uint8Array;
}

/** A chip with old firmware for the netbook in `folder`, and a release with new firmware. */
export async function netbookFirmware(
  folder: string,
  { hwid, serial, sku }: FirmwareTables,
): Promise<NetbookFirmware> {
  await mkdir(folder, { recursive: true });
  const old: ChipSpec = {
    hwid,
    serial,
    gbbFlags: 0x39,
    readOnlyId: `${PLATFORM}.${READ_ONLY_VERSION}`,
    readWriteId: `${PLATFORM}.${OLD_VERSION}`,
  };
  const disk = join(folder, 'chip.img');
  const before = await chipImage(old);
  await chipDisk(before, disk);
  const image = await chipImage({
    hwid: 'NIMBUS TEST 0000',
    serial: 'FACTORY',
    gbbFlags: 0,
    readOnlyId: `${PLATFORM}.${NEW_VERSION}`,
    readWriteId: `${PLATFORM}.${NEW_VERSION}`,
  });
  const [model = ''] = hwid.split(' ');
  const models = [{ hwid: model, skus: [sku] }];
  const spec = { id: `nimbus-firmware-${NEW_VERSION}`, version: NEW_VERSION, models, image };
  return { disk, before, release: await firmwareRelease(spec, folder) };
}

/**
 * What became of the chip of a netbook whose write protection is on. Its new firmware is verified with futility; what an
 * update has no business with has the bytes that it had.
 * @returns lines that say so
 * @throws when something of that is not so
 */
export async function checkFirmware(
  { disk, before }: Pick<NetbookFirmware, 'disk' | 'before'>,
  folder: string,
): Promise<readonly string[]> {
  const file = join(folder, 'chip-after.bin');
  const after = await readChip(disk, file);
  const { fmap } = findFmap(before);
  const area = (image: Uint8Array, name: string): Uint8Array => {
    const found = fmap.areas.find((one) => one.name === name);
    if (found === undefined) throw new Error(`The chip has no area ${name}`);
    return image.subarray(found.offsetBytes, found.offsetBytes + found.sizeBytes);
  };
  for (const name of NOT_OURS) {
    if (Buffer.compare(area(before, name), area(after, name)) !== 0) throw new Error(`${name} was changed`);
  }
  await mustRun(['futility', 'verify', '--publickey', join(DEVKEYS, 'root_key.vbpubk'), file]);
  const hwid = (await mustRun(['futility', 'gbb', '--get', '--hwid', file])).trim();
  const [readOnly, a, b] = ['RO_FRID', 'RW_FWID_A', 'RW_FWID_B'].map((name) => textOf(area(after, name)));
  if (a !== `${PLATFORM}.${NEW_VERSION}` || b !== a) throw new Error(`The slots have ${a} and ${b}`);
  return [
    `The firmware is ${a} now, and was ${PLATFORM}.${OLD_VERSION}; futility verifies both slots`,
    `Its write-protected part is ${readOnly} as before, its ${hwid}`,
  ];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').split('\0', 1).join('');
}
