import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
import { firmwareNumber } from './firmware-number.ts';
import { needsRepair } from './needs-repair.ts';
import type { TableRow } from './table-lines.ts';
import type { Wording } from './wording.ts';

type Failed = Extract<FirmwareOutcome, { result: 'failed' }>;

/** What became of the firmware, beside its label. Nothing where there was none to write. */
export function firmwareRows(outcome: FirmwareOutcome | null, wording: Wording): readonly TableRow[] {
  if (outcome === null || (outcome.result === 'kept' && outcome.because === 'none')) return [];
  const { label } = wording.texts.firmware;
  if (outcome.result === 'failed') return failedRows(outcome, wording);
  if (outcome.result === 'kept') return [{ label, texts: [keptText(outcome, wording)] }];
  const [before, after] = [outcome.before, outcome.after].map((versions) =>
    versionOf(versions, outcome.scope),
  );
  return [{ label, texts: [wording.texts.firmware.updated({ before: before ?? '', after: after ?? '' })] }];
}

function keptText(
  { because, code }: Extract<FirmwareOutcome, { result: 'kept' }>,
  { texts, faultText }: Wording,
): string {
  const kept = texts.firmware.kept[because];
  return code === undefined
    ? kept
    : texts.plain.fact({ name: kept, value: `${code} ${faultText(code).title}` });
}

/** Of the part that was written: both copies are the same afterwards. */
function versionOf(
  { readOnly, slotA }: Extract<FirmwareOutcome, { result: 'updated' }>['after'],
  scope: 'read-write' | 'whole',
): string {
  return firmwareNumber(scope === 'whole' ? readOnly : slotA);
}

function failedRows(failed: Failed, { texts, faultText }: Wording): readonly TableRow[] {
  const { code, state, saved } = failed;
  const { firmware: WORDS } = texts;
  const kept = saved === null ? [] : [WORDS.saved({ file: saved })];
  const todo = needsRepair(failed) ? WORDS.askForRepair : WORDS.tryAgain;
  return [
    { label: WORDS.label, texts: [`${code}  ${faultText(code).title}`, WORDS.states[state], ...kept] },
    { label: texts.whatToDo, texts: [todo], tone: 'strong' },
  ];
}
