import { Fault } from '../../core/faults.ts';
import { readVerityTable } from './verity-table.ts';

export interface VerityArgument {
  readonly dataBlocks: number;
  /** 64 lower-case hex digits. */
  readonly rootDigest: string;
  /** 64 lower-case hex digits, or `''` for none. */
  readonly salt: string;
}

/** The partition after that of the kernel; the firmware puts the unique GUID of the latter in the place of `%U`. */
const ROOT_DEVICE = 'PARTUUID=%U/PARTNROFF=1';

/**
 * The word `dm="1 vroot none ro 1,0 … verity …"` for the command line of a Chromium OS kernel, for a version 0
 * tree right behind the data.
 * @throws Fault FMT-01 for anything that `readVerityTable` refuses.
 */
export function verityArgument({ dataBlocks, rootDigest, salt }: VerityArgument): string {
  const sectors = dataBlocks * 8;
  const target = [
    `0 ${sectors} verity payload=${ROOT_DEVICE} hashtree=${ROOT_DEVICE}`,
    `hashstart=${sectors} alg=sha256 root_hexdigest=${rootDigest}`,
    ...(salt === '' ? [] : [`salt=${salt}`]),
  ];
  const argument = `dm="1 vroot none ro 1,${target.join(' ')}"`;
  const read = readVerityTable(argument);
  // A quote in one of them would end the word early and start others.
  if (read === 'none' || read.rootDigest !== rootDigest || read.salt !== salt) {
    throw new Fault('FMT-01', {
      format: 'dm-verity',
      field: 'table',
      problem: 'the digest or the salt is not hex',
    });
  }
  return argument;
}
