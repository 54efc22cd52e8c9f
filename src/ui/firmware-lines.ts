import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
import { firmwareRows } from './firmware-rows.ts';
import type { Wording } from './wording.ts';

/** What became of the firmware, in plain lines: whatever is a sentence of its own stands on a line of its own. */
export function firmwareLines(outcome: FirmwareOutcome | null, wording: Wording): readonly string[] {
  return firmwareRows(outcome, wording).flatMap(({ label: name, texts: [first = '', ...more] }) => [
    wording.texts.plain.fact({ name, value: first }),
    ...more,
  ]);
}
