import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { machine } from 'node:os';
import { join } from 'node:path';
import type { Arch } from '../core/device.ts';
import { Fault } from '../core/faults.ts';
import { makeRootfs } from './make-rootfs.ts';
import { newKey, newReleaseKeys, publicHalf, type ReleaseKeys } from './simulated-keys.ts';
import { writeChip } from './write-chip.ts';
import { writeNetbookFiles } from './write-netbook-files.ts';
import { writeRelease } from './write-release.ts';

const HWID = 'NIMBUS A2B-C3D-E4F';
const SERIAL = 'NB0042';
const FIRMWARE_ID = 'Google_Nimbus.15117.112.0';
const MIB = 1 << 20;
const DISK_BYTES = 1024 * MIB;
const ROOTFS_BYTES = 192 * MIB;
const SMALL_ROOTFS_BYTES = 2 * MIB;
const ARCHES: readonly Arch[] = ['x86_64', 'aarch64', 'armv7l', 'i686'];

/**
 * Makes a netbook in a folder: firmware files and its flash chip, an empty disk, and a stick with the right release among others that must
 * not be taken. It appears whole or not at all.
 */
export async function makeNetbook(folder: string): Promise<void> {
  const work = `${folder}.new`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await writeNetbookFiles(work, {
    hwid: HWID,
    serial: SERIAL,
    developerSwitch: 'off',
    diskBytes: DISK_BYTES,
  });
  const [root, recovery] = [newKey(), newKey()];
  const keys = join(work, 'usr/share/rsd/keys');
  await mkdir(keys, { recursive: true });
  await writeFile(join(keys, 'root_key.vbpubk'), publicHalf(root));
  await writeFile(join(keys, 'recovery_key.vbpubk'), publicHalf(recovery));
  const maker = newReleaseKeys(root);
  await writeChip(work, {
    hwid: HWID,
    gbbFlags: 0,
    root,
    recovery,
    keys: maker,
    version: 1,
    readOnlyId: FIRMWARE_ID,
    readWriteId: FIRMWARE_ID,
    readOnlyVpd: new Map([
      ['serial_number', SERIAL],
      ['region', 'gb'],
    ]),
    readWriteVpd: new Map(),
  });
  await writeReleases(join(work, 'media/stick/recovery'), maker);
  await rename(work, folder);
}

async function writeReleases(recovery: string, maker: ReleaseKeys): Promise<void> {
  const developer = newReleaseKeys('none');
  const common = {
    osName: 'Nimbus OS',
    hwid: 'NIMBUS',
    arch: thisArch(),
    version: 1,
    packing: 'plain',
  } as const;
  const rootfs = await makeRootfs('Nimbus OS', '1.10.0', ROOTFS_BYTES);
  const small = await makeRootfs('Another OS', '1.0', SMALL_ROOTFS_BYTES);
  await writeRelease(
    recovery,
    { ...common, id: 'nimbus-1.10.0', osVersion: '1.10.0', rootfs, packing: 'zstd' },
    maker,
  );
  await writeRelease(recovery, { ...common, id: 'nimbus-1.9.2', osVersion: '1.9.2', rootfs: small }, maker);
  await writeRelease(
    recovery,
    { ...common, id: 'cirrus-2.0', hwid: 'CIRRUS', osVersion: '2.0', rootfs: small },
    maker,
  );
  await writeRelease(recovery, { ...common, id: 'my-own-os', osVersion: '99', rootfs: small }, developer);
}

function thisArch(): Arch {
  const arch = ARCHES.find((one) => one === machine());
  if (arch === undefined)
    throw new Fault('SRC-04', { deviceArch: machine(), releaseArch: ARCHES.join(', ') });
  return arch;
}
