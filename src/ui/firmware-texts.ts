import type { FirmwareKept, FlashState } from '../core/firmware-outcome.ts';
import { says, TEXT, TIME, WORD } from './text-tree.ts';

/** The texts of an update of the firmware: a part of `TEXT_LIST`. Those of `kept` and `updated` follow `label`. */
export const FIRMWARE_TEXTS = {
  label: TEXT,
  updated: says({ before: WORD, after: WORD }),
  kept: {
    none: TEXT,
    same: TEXT,
    'flash-unreadable': TEXT,
    refused: TEXT,
    'not-saved': TEXT,
    power: TEXT,
  } satisfies Record<FirmwareKept, typeof TEXT>,
  /** The headline of a run that recovered the device, less its firmware. */
  failed: TEXT,
  states: {
    'as-before': TEXT,
    'one-slot': TEXT,
    'no-slot': TEXT,
    'read-only-part': TEXT,
    unknown: TEXT,
  } satisfies Record<FlashState, typeof TEXT>,
  /** What to do then: where the device still starts, and where it may not. */
  tryAgain: TEXT,
  askForRepair: TEXT,
  saved: says({ file: WORD }),
  /** While it is written. */
  stayOn: TEXT,
  stopMeans: TEXT,
  tooLittle: TEXT,
  unknownPower: TEXT,
  ends: says({ timeMs: TIME }),
} as const;
