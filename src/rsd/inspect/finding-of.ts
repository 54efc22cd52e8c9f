import { refusalReason } from '../../catalog/refusal-reason.ts';
import { isFault, toFault } from '../../core/faults.ts';
import type { Finding } from './report.ts';

/** What `look` finds, or what is wrong with what it looked at: one broken part hides no other. */
export async function findingOf(look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const fault = toFault(error);
    // Not of what was looked at: the medium itself, somebody who stopped us, or a defect of ours.
    if (['BUG-00', 'MAK-07', 'MAK-08'].includes(fault.code)) throw error;
    return { problem: problemOf(error) };
  }
}

/** A fault in one line. */
function problemOf(error: unknown): string {
  if (isFault(error, 'FMT-01')) {
    const { format, field, problem } = error.facts;
    return `${format}: ${field}: ${problem}`;
  }
  const { code, facts } = toFault(error);
  const said = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
  return `${code}: ${refusalReason(code, facts)}${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
}
