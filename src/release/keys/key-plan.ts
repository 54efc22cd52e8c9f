import { KEYBLOCK_FLAGS } from '../../formats/vboot/keyblock-flags.ts';

/** The private and public halves are `<name>.vbprivk` and `<name>.vbpubk`. */
export interface PlannedKey {
  readonly name: string;
  /** vboot's number. */
  readonly algorithm: number;
}

export interface PlannedKeyblock {
  readonly file: string;
  /** The key that it vouches for, and the one that signs it. */
  readonly key: string;
  readonly signer: string;
  readonly flags: number;
}

export interface KeyPlan {
  readonly keys: readonly PlannedKey[];
  readonly keyblocks: readonly PlannedKeyblock[];
}

const RSA_2048_SHA256 = 4;
const RSA_4096_SHA256 = 7;
const RSA_4096_SHA512 = 8;
const RSA_8192_SHA512 = 11;

const { developerOff, developerOn, recoveryOff, recoveryOn, miniosOff } = KEYBLOCK_FLAGS;
const INSTALLED = developerOff | developerOn | recoveryOff | miniosOff;
const RECOVERY = developerOff | developerOn | recoveryOn | miniosOff;

/**
 * The hierarchy that vboot's `create_new_keys.sh` makes, as far as recovery needs it, with the same algorithms and flags
 * (scripts/keygeneration/common.sh). What is read-only in the firmware has to last as long as the device and is the
 * longest; what signs at every build is checked at every start and is the shortest. `'4k'` is its option `--4k`.
 */
export function keyPlan(size: '8k' | '4k'): KeyPlan {
  const long = size === '8k' ? RSA_8192_SHA512 : RSA_4096_SHA512;
  return {
    keys: [
      { name: 'root_key', algorithm: long },
      { name: 'recovery_key', algorithm: long },
      { name: 'recovery_kernel_data_key', algorithm: long },
      { name: 'release_key', algorithm: RSA_4096_SHA256 },
      { name: 'kernel_subkey', algorithm: RSA_4096_SHA256 },
      { name: 'kernel_data_key', algorithm: RSA_2048_SHA256 },
    ],
    keyblocks: [
      { file: 'release.keyblock', key: 'release_key', signer: 'root_key', flags: INSTALLED },
      { file: 'kernel.keyblock', key: 'kernel_data_key', signer: 'kernel_subkey', flags: INSTALLED },
      {
        file: 'recovery_kernel.keyblock',
        key: 'recovery_kernel_data_key',
        signer: 'recovery_key',
        flags: RECOVERY,
      },
    ],
  };
}
