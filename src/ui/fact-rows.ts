import type { RunState } from '../core/run-state.ts';
import { deviceName } from './device-name.ts';
import type { Texts } from './make-texts.ts';
import type { TableRow } from './table-lines.ts';

export interface FactRow extends TableRow {
  /** What may be cut first: the name of a server is in the details, and at the end of its text. */
  readonly matters: 'more' | 'less';
}

/** What is being recovered with what: device, reason, system and disk, as far as they are known. One text a row. */
export function factRows(state: RunState, texts: Texts): readonly FactRow[] {
  return [...deviceRows(state, texts), ...systemRows(state, texts), ...diskRows(state, texts)];
}

function deviceRows({ device }: RunState, texts: Texts): readonly FactRow[] {
  if (!device) return [];
  const rows = [{ label: texts.device, text: deviceName(device, texts) }];
  if (device.recoveryReason === 'unknown') return rows.map((row) => fact(row, 3));
  const reason = { label: texts.reason, text: texts.causes[device.recoveryReason.value.cause] };
  return [...rows, reason].map((row) => fact(row, 3));
}

function systemRows({ release }: RunState, texts: Texts): readonly FactRow[] {
  if (!release) return [];
  const { osName: name, osVersion: version, location, source, authority } = release;
  return [
    fact({ label: texts.system, text: texts.systemName({ name, version }) }, 1),
    { ...fact({ label: '', text: texts.from[location]({ source }) }, 1), matters: 'less' },
    fact({ label: '', text: texts.signedBy[authority] }, 1),
  ];
}

function diskRows({ target }: RunState, texts: Texts): readonly FactRow[] {
  if (!target) return [];
  const { model, name, serial, sizeBytes: bytes } = target;
  const about = [model, texts.diskSize({ bytes, name }), serial && texts.serial({ serial })];
  const shown = about.filter((text) => text !== '');
  const maxLines = shown.length > 1 ? 1 : 3;
  return shown.map((text, at) => fact({ label: at === 0 ? texts.disk : '', text }, maxLines));
}

function fact({ label, text }: { label: string; text: string }, maxLines: number): FactRow {
  return { label, texts: [text], maxLines, matters: 'more' };
}
