import type { RunState } from '../core/run-state.ts';
import { deviceName } from './device-name.ts';
import type { TableRow } from './table-lines.ts';
import { TEXTS } from './texts.ts';

/** What is being recovered with what: device, reason, system and disk, as far as they are known. */
export function factRows(state: RunState): readonly TableRow[] {
  const rows = [...deviceRows(state), ...systemRows(state), ...diskRows(state)];
  return rows.map((row) => ({ ...row, maxLines: row.texts.length > 1 ? 1 : 3 }));
}

function deviceRows({ device }: RunState): readonly TableRow[] {
  if (!device) return [];
  const row = { label: TEXTS.device, texts: [deviceName(device)] };
  if (device.recoveryReason === 'unknown') return [row];
  return [row, { label: TEXTS.reason, texts: [device.recoveryReason.value.words] }];
}

function systemRows({ release }: RunState): readonly TableRow[] {
  if (!release) return [];
  const { osName: name, osVersion: version, location, source, authority } = release;
  const texts = [
    TEXTS.systemName({ name, version }),
    TEXTS.from[location]({ source }),
    TEXTS.signedBy[authority],
  ];
  return [{ label: TEXTS.system, texts }];
}

function diskRows({ target }: RunState): readonly TableRow[] {
  if (!target) return [];
  const { model, name, serial, sizeBytes: bytes } = target;
  const about = [model, TEXTS.diskSize({ bytes, name }), serial && TEXTS.serial({ serial })];
  const texts = about.filter((text) => text !== '');
  return [{ label: TEXTS.disk, texts }];
}
