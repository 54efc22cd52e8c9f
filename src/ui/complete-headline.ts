import type { RunState } from '../core/run-state.ts';
import type { Texts } from './make-texts.ts';

/** How a run that recovered the device is called. */
export function completeHeadline({ mode, firmware }: RunState, texts: Texts): string {
  if (firmware?.result === 'failed') return texts.firmware.failed;
  return mode === 'unattended' ? texts.completePass : texts.complete;
}
