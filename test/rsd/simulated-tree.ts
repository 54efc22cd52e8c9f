import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../initramfs/command-line.ts';
import type { Arch } from '../../src/core/device.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { makeRelease } from '../../src/release/make-release.ts';
import type { ReleaseSpec } from '../../src/release/release-spec.ts';
import { signKernel } from '../../src/signing/sign-kernel.ts';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { newKey, newReleaseKeys, publicHalf, type ReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { flashSpec } from '../firmware/flash-spec.ts';
import { standInRootfs } from '../install/stand-in-rootfs.ts';

export const PARTITION_GUID = '01234567-89AB-8CDE-8123-456789ABCDEF';
const MIB = 1 << 20;

export interface SimulatedTree {
  readonly folder: string;
  /** Of the maker of the firmware, whose releases the software trusts. */
  readonly maker: ReleaseKeys;
  /** A developer's own. */
  readonly developer: ReleaseKeys;
  /** The `.vbpubk` that signed the recovery kernel. */
  readonly recoveryKey: string;
}

/** Keys take half a second to make, and every tree of a test file may have the same. */
const KEYS = { root: newKey(), developer: newReleaseKeys('none') };
const MAKER = newReleaseKeys(KEYS.root);

/** A tree with recovery software of version 0.2 and 0.1, and releases for a NIMBUS and a CIRRUS. */
export async function simulatedTree(folder: string): Promise<SimulatedTree> {
  for (const version of ['0.2', '0.1']) writeSoftware(folder, { version, arch: 'x86_64' });
  await addRelease(folder, { id: 'nimbus-1.10.0', osVersion: '1.10.0' });
  await addRelease(folder, { id: 'nimbus-1.9.0', osVersion: '1.9.0' });
  await addRelease(folder, { id: 'cirrus-2.0', osVersion: '2.0', hwid: 'CIRRUS' });
  const recoveryKey = join(folder, '..', 'recovery.vbpubk');
  writeFileSync(recoveryKey, publicHalf(MAKER.kernelSubkey));
  return { folder, maker: MAKER, developer: KEYS.developer, recoveryKey };
}

interface ReleaseWords {
  readonly id: string;
  readonly osVersion: string;
  readonly hwid?: string;
  readonly keys?: ReleaseKeys;
  readonly dataBlocks?: number;
  readonly packing?: 'plain' | 'zstd';
}

export async function addRelease(
  folder: string,
  { id, osVersion, hwid = 'NIMBUS', keys = MAKER, dataBlocks = 700, packing = 'zstd' }: ReleaseWords,
): Promise<void> {
  const rootfs = standInRootfs(dataBlocks, osVersion.length);
  const spec = { id, osName: 'Nimbus OS', osVersion, hwid, arch: 'x86_64', version: 1 } as const;
  await writeRelease(join(folder, 'recovery'), { ...spec, rootfs, packing }, keys);
}

/** A release of firmware alone, by the maker. */
export async function addFirmware(
  folder: string,
  { id, version }: { readonly id: string; readonly version: string },
): Promise<void> {
  const name = `Google_Nimbus.${version}`;
  const spec: ReleaseSpec = {
    id,
    os: { name: 'Nimbus firmware', version },
    arch: 'x86_64',
    models: [{ hwid: 'NIMBUS' }],
    system: 'none',
    firmware: makeFlash(flashSpec({ readOnlyId: name, readWriteId: name })),
    packing: 'plain',
    layout: 'default',
    keys: {
      release: MAKER.release,
      releaseKeyblock: MAKER.releaseKeyblock,
      kernelSubkey: publicHalf(MAKER.kernelSubkey),
      kernel: 'none',
      authorities: [readPackedKey(publicHalf(KEYS.root))],
    },
    version: 1,
  };
  await makeRelease(spec, join(folder, 'recovery'), () => undefined, new AbortController().signal);
}

export function writeSoftware(
  tree: string,
  { version, arch }: { readonly version: string; readonly arch: Arch },
): string {
  const id = `recovery-${version}-${arch}`;
  const folder = join(tree, 'software', id);
  mkdirSync(folder, { recursive: true });
  const rootfs = standInRootfs(600, version.length, 1);
  const kernel = signKernel({
    arch,
    vmlinuz: standInKernel(MIB),
    commandLine: commandLine(rootfs, PARTITION_GUID),
    bootloader: new Uint8Array(4096),
    keyblock: MAKER.kernelKeyblock,
    signer: MAKER.kernelData,
    version: 1,
  });
  const put = (file: string, bytes: Uint8Array): object => {
    writeFileSync(join(folder, file), bytes);
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const manifest = {
    format: 1,
    id,
    version,
    arch,
    files: {
      kernel: put('kernel.bin', kernel),
      rootfs: { ...put('rootfs.img', rootfs.image), partitionGuid: PARTITION_GUID },
      uki: put('uki.efi', Buffer.from(`uki of ${version}`)),
      keys: [put('root_key.vbpubk', publicHalf(KEYS.root))],
    },
  };
  writeFileSync(join(folder, 'software.json'), JSON.stringify(manifest));
  return folder;
}
