import { Fault } from '../../core/faults.ts';
import { type KernelWord, kernelWords } from './kernel-words.ts';
import { verityGeometry } from './verity-geometry.ts';
import { BLOCK_BYTES } from './verity-sizes.ts';
import { type TargetFields, targetFields } from './verity-target.ts';

/** The dm-verity device that a kernel will start from. */
export interface VerityTable extends TargetFields {
  readonly algorithm: 'sha256';
}

/** What each parameter that makes devices may hold: one read-only device with one target, caught by the brackets. */
const ONE_DEVICE: ReadonlyMap<string, RegExp> = new Map([
  // dm="1 vroot none ro 1,0 …"; the counts were optional at first. Source: Chromium OS, init/do_mounts_dm.c.
  ['dm', /^(?:1 +)?[^\s,;"]+ +[^\s,;"]+ +ro(?: +1)? *,([^,;"]+)$/],
  // dm-mod.create="vroot,,,ro,0 …". Source: Linux, Documentation/admin-guide/device-mapper/dm-init.rst.
  ['dm_mod.create', /^[^\s,;"]+,[^\s,;"]*,[^\s,;"]*,ro,([^,;"]+)$/],
]);
const SECTORS_PER_BLOCK = BLOCK_BYTES / 512;
/** A salt of another length is zero-padded or cut by some makers of version 0 trees and not by the kernel. */
const SALTS = { 0: /^(?:[0-9a-f]{64})?$/, 1: /^(?:[0-9a-f]{2}){0,256}$/ } as const;

/**
 * The verity table in a kernel command line, in the Chromium OS form (`payload=… hashtree=… hashstart=…`) or in
 * that of the kernel's own documentation; `'none'` when the command line makes no device-mapper device.
 * @throws Fault FMT-01 for more than one device, for one that is not verity over 4 KiB blocks with SHA-256 and
 * the tree right behind the data, and for anything that this reader does not know.
 */
export function readVerityTable(commandLine: string): VerityTable | 'none' {
  const [word, another] = kernelWords(commandLine).filter(({ name }) => ONE_DEVICE.has(name));
  if (word === undefined) return 'none';
  if (another !== undefined) throw broken('table', 'there is more than one device-mapper table');
  if (word.for === 'init') throw broken('table', 'it stands behind "--", where the kernel does not look');
  return tableIn(targetOf(word));
}

function targetOf({ name, value }: KernelWord): string {
  const target = ONE_DEVICE.get(name)?.exec(value)?.[1];
  if (target === undefined) throw broken('table', 'it must make one read-only device with one target');
  return target;
}

function tableIn(target: string): VerityTable {
  const [start = '', sectors = '', type = '', ...args] = target.trim().split(/\s+/);
  if (start !== '0') throw broken('start', `it is ${JSON.stringify(start)} and must be 0`);
  if (type !== 'verity') throw broken('type', `it is ${JSON.stringify(type)} and must be "verity"`);
  const fields = targetFields(args);
  refuseUnfit(fields);
  if (sectors !== String(fields.dataBlocks * SECTORS_PER_BLOCK)) {
    throw broken('sectors', `it is ${JSON.stringify(sectors)} for ${fields.dataBlocks} data blocks`);
  }
  return { ...fields, algorithm: 'sha256' };
}

function refuseUnfit(fields: TargetFields): void {
  const { version, dataBlocks, hashStartBlock, rootDigest, salt, algorithm, dataDevice, hashDevice } = fields;
  verityGeometry(dataBlocks, 'root-first');
  if (hashStartBlock !== dataBlocks) {
    throw broken(
      'hash_start',
      `block ${hashStartBlock}; the tree must start right behind ${dataBlocks} data blocks`,
    );
  }
  if (algorithm !== 'sha256')
    throw broken('algorithm', `it is ${JSON.stringify(algorithm)} and must be "sha256"`);
  if (!/^[0-9a-f]{64}$/.test(rootDigest))
    throw broken('root_digest', 'it must have 64 lower-case hex digits');
  if (!SALTS[version].test(salt)) {
    const most = version === 0 ? '0 or 64' : 'an even number up to 512';
    throw broken('salt', `it must have ${most} lower-case hex digits`);
  }
  // Newer Chromium OS kernels fill in these two names; both stand for the root partition.
  const sameDevice = dataDevice === hashDevice || (dataDevice === 'ROOT_DEV' && hashDevice === 'HASH_DEV');
  if (!sameDevice) throw broken('hash_device', 'the tree is on another device than the data');
}

function broken(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'dm-verity', field, problem });
}
