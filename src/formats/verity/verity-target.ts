import { Fault } from '../../core/faults.ts';
import { BLOCK_BYTES } from './verity-sizes.ts';

/** The arguments of a verity target, read but not yet judged. */
export interface TargetFields {
  readonly version: 0 | 1;
  readonly dataBlocks: number;
  readonly hashStartBlock: number;
  /** Hex. */
  readonly rootDigest: string;
  /** Hex, `''` for none. */
  readonly salt: string;
  readonly algorithm: string;
  readonly dataDevice: string;
  readonly hashDevice: string;
}

const SECTORS_PER_BLOCK = BLOCK_BYTES / 512;
const KEYS = ['payload', 'hashtree', 'hashstart', 'alg', 'root_hexdigest', 'salt'];
/** Optional arguments that leave what is verified as it is; `ignore_corruption` and its like are not among them. */
const OPTIONS = ['restart_on_corruption', 'panic_on_corruption', 'check_at_most_once'];

/**
 * Reads the words behind `verity` in a device-mapper table: `payload=…` and so on, the Chromium OS form, is always
 * version 0; `0 …` or `1 …` is the form of Linux, Documentation/admin-guide/device-mapper/verity.rst.
 * @throws Fault FMT-01 for a missing, repeated or unknown argument, a block size that is not 4096, or a bad number.
 */
export function targetFields(args: readonly string[]): TargetFields {
  return args[0]?.includes('=') === true ? chromiumFields(args) : linuxFields(args);
}

function chromiumFields(args: readonly string[]): TargetFields {
  const values = new Map<string, string>();
  for (const arg of args) {
    const [, key = '', value = ''] = /^([a-z_]+)=(.+)$/.exec(arg) ?? [];
    if (!KEYS.includes(key)) throw broken('arguments', `${JSON.stringify(arg)} is not known here`);
    if (values.has(key)) throw broken(key, 'it is given twice');
    values.set(key, value);
  }
  const dataBlocks = blocksOf(required(values, 'hashstart'));
  return {
    version: 0,
    dataBlocks,
    hashStartBlock: dataBlocks,
    rootDigest: required(values, 'root_hexdigest'),
    salt: values.get('salt') ?? '',
    algorithm: required(values, 'alg'),
    dataDevice: required(values, 'payload'),
    hashDevice: required(values, 'hashtree'),
  };
}

function required(values: ReadonlyMap<string, string>, key: string): string {
  const value = values.get(key);
  if (value === undefined) throw broken(key, 'it is missing');
  return value;
}

function blocksOf(sectors: string): number {
  const blocks = decimal(sectors, 'hashstart') / SECTORS_PER_BLOCK;
  if (!Number.isInteger(blocks)) throw broken('hashstart', `${sectors} sectors are not whole 4 KiB blocks`);
  return blocks;
}

function linuxFields(args: readonly string[]): TargetFields {
  const [version, dataDevice, hashDevice, dataBlockBytes, hashBlockBytes, ...rest] = args;
  const [dataBlocks, hashStartBlock, algorithm, rootDigest, salt, ...options] = rest;
  if (version !== '0' && version !== '1') throw broken('version', 'it must be 0 or 1');
  if (dataDevice === undefined || hashDevice === undefined || algorithm === undefined) throw tooFew(args);
  if (rootDigest === undefined || salt === undefined) throw tooFew(args);
  if (dataBlockBytes !== String(BLOCK_BYTES) || hashBlockBytes !== String(BLOCK_BYTES)) {
    throw broken('block_size', `it must be ${BLOCK_BYTES} for the data and for the tree`);
  }
  refuseUnknown(options);
  return {
    version: version === '0' ? 0 : 1,
    dataBlocks: decimal(dataBlocks ?? '', 'data_blocks'),
    hashStartBlock: decimal(hashStartBlock ?? '', 'hash_start'),
    rootDigest,
    salt: salt === '-' ? '' : salt,
    algorithm,
    dataDevice,
    hashDevice,
  };
}

function refuseUnknown([count, ...options]: readonly string[]): void {
  if (count === undefined) return;
  if (count !== String(options.length)) throw broken('options', `their number is not ${options.length}`);
  const unknown = options.find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw broken('options', `${JSON.stringify(unknown)} is not accepted`);
}

function decimal(text: string, field: string): number {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw broken(field, `${JSON.stringify(text)} is not a decimal number below 2^53`);
  }
  return value;
}

function tooFew(args: readonly string[]): Fault {
  return broken('arguments', `there are ${args.length}; at least 10 are needed`);
}

function broken(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'dm-verity', field, problem });
}
