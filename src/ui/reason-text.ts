import type { NotChosen } from '../core/events.ts';
import { FAULTS } from '../core/fault-catalogue.ts';
import type { Wording } from './wording.ts';

/** Why a candidate was not taken: the fault in the language of the screen, and behind it the facts as they came. */
export function reasonText({ code, reason }: NotChosen, { faultText }: Wording): string {
  if (code === undefined) return reason;
  const { title } = FAULTS[code];
  return reason.startsWith(title) ? faultText(code).title + reason.slice(title.length) : reason;
}
