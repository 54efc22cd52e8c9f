import { TEXTS } from '../src/ui/texts.ts';

/** How a recovery that nobody attends ends, in the plain lines of the serial console. */
export const RECOVERY_ENDS = {
  complete: new RegExp(TEXTS.completePass),
  failed: new RegExp(`${TEXTS.failedFail}|${TEXTS.firmware.failed}`),
  'did-not-start': /\bINI-\d\d\b/,
} as const;

/** How a start of the system that was installed ends. */
export const OS_ENDS = {
  booted: /OS BOOTED \S+ \S+/,
  damaged: /OS DAMAGED|OS DOES NOT START|Kernel panic/,
} as const;
