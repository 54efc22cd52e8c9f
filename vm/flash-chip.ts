import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../initramfs/must-run.ts';
import { readVbprivk } from '../src/signing/read-vbprivk.ts';
import type { SigningKey } from '../src/signing/signing-key.ts';
import { makeFlash } from '../src/simulate/make-flash.ts';
import { DEVKEYS } from './devkeys.ts';

/** The disk that the chip is a file on; the netbook knows it by its size. */
const DISK_BYTES = 48 * 2 ** 20;
const CHIP_FILE = 'flash.bin';

/** What differs between the firmware of two netbooks, or of a netbook and a release. */
export interface ChipSpec {
  readonly hwid: string;
  readonly gbbFlags: number;
  readonly serial: string;
  /** What the parts call themselves, e.g. `Google_Nimbus.15117.112.0`. */
  readonly readOnlyId: string;
  readonly readWriteId: string;
}

/** An image of a chip of 16 MiB whose keys and signatures are the development keys. */
export async function chipImage(spec: ChipSpec): Promise<Uint8Array> {
  const [root, recovery, release, kernelSubkey, kernelData] = await Promise.all(
    ['root_key', 'recovery_key', 'firmware_data_key', 'kernel_subkey', 'kernel_data_key'].map(privateKey),
  );
  if (!root || !recovery || !release || !kernelSubkey || !kernelData) throw new TypeError('A key is missing');
  const [releaseKeyblock, kernelKeyblock] = [await keyblock('firmware'), await keyblock('kernel')];
  const { serial, ...rest } = spec;
  return makeFlash({
    ...rest,
    root,
    recovery,
    keys: { release, releaseKeyblock, kernelSubkey, kernelData, kernelKeyblock },
    version: 1,
    readOnlyVpd: new Map([
      ['serial_number', serial],
      ['region', 'gb'],
    ]),
    readWriteVpd: new Map([['block_devmode', '0']]),
  });
}

async function privateKey(name: string): Promise<SigningKey> {
  return readVbprivk(await readFile(join(DEVKEYS, `${name}.vbprivk`)));
}

function keyblock(name: string): Promise<Uint8Array> {
  return readFile(join(DEVKEYS, `${name}.keyblock`));
}

/** Makes the disk `disk` with the chip in a file on it. Without a journal it is whole however the netbook ends. */
export async function chipDisk(image: Uint8Array, disk: string): Promise<void> {
  const content = `${disk}.content`;
  await mkdir(content, { recursive: true });
  await writeFile(join(content, CHIP_FILE), image);
  const size = String(DISK_BYTES / 1024);
  await mustRun(['mke2fs', '-q', '-t', 'ext4', '-O', '^has_journal', '-d', content, disk, size]);
  await rm(content, { recursive: true });
}

/** The chip as it is on the disk `disk` now, also in the file `out`. */
export async function readChip(disk: string, out: string): Promise<Uint8Array> {
  await mustRun(['debugfs', '-R', `dump ${CHIP_FILE} ${out}`, disk]);
  return readFile(out);
}
