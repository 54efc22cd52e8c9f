import { endIsConfirmed } from '../core/end-is-confirmed.ts';
import type { RunState } from '../core/run-state.ts';
import type { Texts } from './make-texts.ts';
import { needsRepair } from './needs-repair.ts';

/** What is to be done with the stick when recovery is complete, and how the device comes to restart. */
export function stickText(
  { waiting, mode, firmware, line }: Pick<RunState, 'waiting' | 'mode' | 'firmware' | 'line'>,
  texts: Texts,
): string {
  if (waiting === 'stick-return') return texts.putStickBack;
  if (waiting === 'confirmation') return texts.enterToRestart;
  if (needsRepair(firmware)) return texts.firmware.askForRepair;
  if (waiting === null) return texts.takeOutStick;
  if (line === 'power-off') return texts.line.takeOutToPowerOff;
  if (line === 'restart') return texts.takeOutToRestart;
  return endIsConfirmed({ mode, firmware }) ? texts.takeOutThenEnter : texts.takeOutToRestart;
}
