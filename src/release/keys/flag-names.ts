import { KEYBLOCK_FLAGS } from '../../formats/vboot/keyblock-flags.ts';

/** As futility names them: `!DEV` is "accepted with the developer switch off". */
const NAMES = [
  [KEYBLOCK_FLAGS.developerOff, '!DEV'],
  [KEYBLOCK_FLAGS.developerOn, 'DEV'],
  [KEYBLOCK_FLAGS.recoveryOff, '!REC'],
  [KEYBLOCK_FLAGS.recoveryOn, 'REC'],
  [KEYBLOCK_FLAGS.miniosOff, '!MINIOS'],
  [KEYBLOCK_FLAGS.miniosOn, 'MINIOS'],
] as const;

export function flagNames(flags: number): readonly string[] {
  return NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
}
