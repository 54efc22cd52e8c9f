const KIB = 1 << 10;
const MIB = 1 << 20;

/** What every stick says that it holds. */
export const CLAIMED_BYTES: number = 8 * MIB;

/** What each stick holds; from there on its addresses begin again at the first byte. */
export const HELD_BYTES = {
  honest: CLAIMED_BYTES,
  half: 4 * MIB,
  // Three times a power of two, and the last fold is cut short.
  threeEighths: 3 * MIB,
  // Neither of the two: no mark of the capacity check comes to lie over another.
  odd: 27 * 64 * KIB,
} as const;

export type StickName = keyof typeof HELD_BYTES;

/** Begins each line for the test on the serial console; JSON follows. */
export const MARK = 'rsd-fake-stick ';
/** Where what only this test has is in the recovery. */
export const HERE = '/usr/lib/fake-stick';
