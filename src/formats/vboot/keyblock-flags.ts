/** Bits of a keyblock's flags: the states of the device in which the firmware accepts it (2struct.h). */
export const KEYBLOCK_FLAGS = {
  developerOff: 0x01,
  developerOn: 0x02,
  recoveryOff: 0x04,
  recoveryOn: 0x08,
  miniosOff: 0x10,
  miniosOn: 0x20,
} as const satisfies Record<string, number>;
