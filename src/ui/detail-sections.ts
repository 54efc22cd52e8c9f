import type { DeviceModel, Fact } from '../core/device.ts';
import { FAULTS } from '../core/fault-catalogue.ts';
import type { RunState } from '../core/run-state.ts';
import { factsTable } from './facts-table.ts';
import type { Line } from './frame.ts';
import { line } from './line.ts';
import { newsText } from './news-text.ts';
import { notChosenLines } from './not-chosen-lines.ts';
import { paragraph } from './paragraph.ts';
import { type TableRow, tableLines } from './table-lines.ts';
import { TEXTS } from './texts.ts';

const { details: WORDS } = TEXTS;

export interface DetailSection {
  readonly about: 'choice' | 'failure' | 'warnings' | 'surroundings';
  readonly lines: readonly Line[];
}

/** Everything that is known, for those who want to know it, under titles: as many lines as it takes. */
export function detailSections(state: RunState, columns: number): readonly DetailSection[] {
  const sections: readonly DetailSection[] = [
    { about: 'choice', lines: chosenLines(state, columns) },
    { about: 'choice', lines: othersLines(state, columns) },
    { about: 'failure', lines: failureLines(state, columns) },
    { about: 'warnings', lines: warningLines(state, columns) },
    { about: 'surroundings', lines: deviceLines(state, columns) },
    { about: 'surroundings', lines: diskLines(state, columns) },
    { about: 'surroundings', lines: networkLines(state, columns) },
    { about: 'surroundings', lines: programLines(state, columns) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function section(title: string, rows: readonly TableRow[], columns: number): readonly Line[] {
  return [line(title, 'strong'), ...tableLines(rows, columns)];
}

function chosenLines({ release, why }: RunState, columns: number): readonly Line[] {
  if (!release) return [line(WORDS.chosen, 'strong'), ...paragraph(WORDS.noneChosen, columns)];
  const { osName: name, osVersion: version, id, source, authority, preambleVersion } = release;
  const rows: TableRow[] = [
    { label: TEXTS.system, texts: [TEXTS.systemName({ name, version })] },
    { label: WORDS.labels.why, texts: [why] },
    { label: WORDS.labels.release, texts: [WORDS.lesser({ id, source })] },
    { label: WORDS.labels.signed, texts: [TEXTS.signedBy[authority]] },
    { label: WORDS.labels.rollback, texts: [String(preambleVersion)] },
  ];
  return [line(WORDS.chosen, 'strong'), ...tableLines(rows, columns)];
}

function othersLines({ release, others }: RunState, columns: number): readonly Line[] {
  if (!release && others.length === 0) return [];
  return [line(WORDS.notChosen, 'strong'), ...notChosenLines(others, columns)];
}

function failureLines({ failure }: RunState, columns: number): readonly Line[] {
  if (!failure) return [];
  return section(`${failure.code}  ${FAULTS[failure.code].title}`, factsTable(failure.facts), columns);
}

function warningLines({ warnings }: RunState, columns: number): readonly Line[] {
  if (warnings.length === 0) return [];
  const each = warnings.flatMap(({ code, facts }) => [
    ...paragraph(`${code}  ${FAULTS[code].title}`, columns),
    ...tableLines(factsTable(facts), columns),
  ]);
  return [line(WORDS.warnings, 'strong'), ...each];
}

function deviceLines({ device }: RunState, columns: number): readonly Line[] {
  return device ? section(WORDS.device, deviceRows(device), columns) : [];
}

function deviceRows(device: DeviceModel): readonly TableRow[] {
  const { labels } = WORDS;
  return [
    factRow(labels.hwid, device.hwid, (hwid) => hwid),
    factRow(labels.sku, device.sku, String),
    factRow(labels.serial, device.serial, (serial) => serial),
    factRow(labels.arch, device.arch, (arch) => arch),
    factRow(labels.developerSwitch, device.developerSwitch, (state) => WORDS.developerSwitch[state]),
    factRow(labels.writeProtect, device.firmwareWriteProtect, (state) => WORDS.writeProtect[state]),
    factRow(labels.reasonCode, device.recoveryReason, ({ words, code }) =>
      WORDS.reasonCode({ words, code: `0x${code.toString(16).padStart(2, '0')}` }),
    ),
  ];
}

function factRow<T>(label: string, fact: Fact<T>, words: (value: T) => string): TableRow {
  return fact === 'unknown'
    ? { label, texts: [WORDS.unknown] }
    : { label, texts: [WORDS.readFrom({ value: words(fact.value), place: fact.from })] };
}

function diskLines({ target }: RunState, columns: number): readonly Line[] {
  if (!target) return [];
  const { name, model, serial, sizeBytes: bytes } = target;
  const rows = [
    { label: WORDS.labels.model, texts: [model] },
    { label: WORDS.labels.size, texts: [TEXTS.diskSize({ bytes, name })] },
    { label: WORDS.labels.serial, texts: [serial] },
  ];
  return section(WORDS.disk, rows, columns);
}

function networkLines({ network }: RunState, columns: number): readonly Line[] {
  if (!network) return [];
  const { labels } = WORDS;
  const news = { label: labels.lastNews, texts: [newsText(network)] };
  if (network.kind !== 'link-up') {
    return section(WORDS.network, 'code' in network ? [news, ...factsTable(network.facts)] : [news], columns);
  }
  const { device, addresses, gateways, dns } = network.link;
  const rows = [
    news,
    { label: labels.link, texts: [device] },
    { label: labels.addresses, texts: addresses },
    { label: labels.gateways, texts: gateways },
    { label: labels.dns, texts: dns },
  ];
  return section(
    WORDS.network,
    rows.filter(({ texts }) => texts.length > 0),
    columns,
  );
}

function programLines({ agent }: RunState, columns: number): readonly Line[] {
  return agent === '' ? [] : section(WORDS.program, [{ label: WORDS.labels.agent, texts: [agent] }], columns);
}
