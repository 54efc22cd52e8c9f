import type { DeviceModel, Fact } from '../core/device.ts';
import type { PolicySummary } from '../core/events.ts';
import type { FlashSummary } from '../core/flash-summary.ts';
import type { RunState } from '../core/run-state.ts';
import { becauseText } from './because-text.ts';
import { factsTable } from './facts-table.ts';
import { firmwareRows } from './firmware-rows.ts';
import type { Line } from './frame.ts';
import { line } from './line.ts';
import { logText } from './log-text.ts';
import type { Texts } from './make-texts.ts';
import { newsText } from './news-text.ts';
import { notChosenLines } from './not-chosen-lines.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { type TableRow, tableLines } from './table-lines.ts';
import type { Wording } from './wording.ts';

type Words = Texts['details'];

export interface DetailSection {
  readonly about: 'choice' | 'failure' | 'warnings' | 'surroundings';
  readonly lines: readonly Line[];
}

/** Everything that is known, for those who want to know it, under titles: as many lines as it takes. */
export function detailSections(state: RunState, sheet: Sheet): readonly DetailSection[] {
  const sections: readonly DetailSection[] = [
    { about: 'choice', lines: chosenLines(state, sheet) },
    { about: 'choice', lines: othersLines(state, sheet) },
    { about: 'failure', lines: failureLines(state, sheet) },
    { about: 'warnings', lines: warningLines(state, sheet) },
    { about: 'surroundings', lines: deviceLines(state, sheet) },
    { about: 'surroundings', lines: trustLines(state, sheet) },
    { about: 'surroundings', lines: flashLines(state, sheet) },
    { about: 'surroundings', lines: diskLines(state, sheet) },
    { about: 'surroundings', lines: networkLines(state, sheet) },
    { about: 'surroundings', lines: programLines(state, sheet) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function section(title: string, rows: readonly TableRow[], columns: number): readonly Line[] {
  return [line(title, 'strong'), ...tableLines(rows, columns)];
}

function chosenLines(
  { release, because }: RunState,
  { columns, wording: { texts } }: Sheet,
): readonly Line[] {
  const { details: WORDS } = texts;
  if (!release || !because) return [line(WORDS.chosen, 'strong'), ...paragraph(WORDS.noneChosen, columns)];
  const { osName: name, osVersion: version, id, source, authority, preambleVersion, keySha1 } = release;
  const rows: TableRow[] = [
    { label: texts.system, texts: [texts.systemName({ name, version })] },
    { label: WORDS.labels.why, texts: [becauseText(because, texts)] },
    { label: WORDS.labels.release, texts: [WORDS.lesser({ id, source })] },
    { label: WORDS.labels.signed, texts: [texts.signedBy[authority]] },
    { label: WORDS.labels.releaseKey, texts: [keySha1] },
    { label: WORDS.labels.rollback, texts: [String(preambleVersion)] },
  ];
  return [line(WORDS.chosen, 'strong'), ...tableLines(rows, columns)];
}

function othersLines({ release, others }: RunState, sheet: Sheet): readonly Line[] {
  const { details: WORDS } = sheet.wording.texts;
  if (!release && others.length === 0) return [];
  return [line(WORDS.notChosen, 'strong'), ...notChosenLines(others, sheet)];
}

function failureLines({ failure }: RunState, { columns, wording }: Sheet): readonly Line[] {
  if (!failure) return [];
  return section(
    `${failure.code}  ${wording.faultText(failure.code).title}`,
    factsTable(failure.facts),
    columns,
  );
}

function warningLines({ warnings }: RunState, { columns, wording }: Sheet): readonly Line[] {
  if (warnings.length === 0) return [];
  const each = warnings.flatMap(({ code, facts }) => [
    ...paragraph(`${code}  ${wording.faultText(code).title}`, columns),
    ...tableLines(factsTable(facts), columns),
  ]);
  return [line(wording.texts.details.warnings, 'strong'), ...each];
}

function deviceLines({ device }: RunState, { columns, wording }: Sheet): readonly Line[] {
  const { details: WORDS } = wording.texts;
  return device ? section(WORDS.device, deviceRows(device, wording.texts), columns) : [];
}

function deviceRows(device: DeviceModel, { details: WORDS, causes }: Texts): readonly TableRow[] {
  const { labels } = WORDS;
  const { recoveryReason: reason } = device;
  const factRow = <T>(label: string, fact: Fact<T>, words: (value: T) => string): TableRow => {
    if (fact === 'unknown') return { label, texts: [WORDS.unknown] };
    return { label, texts: [WORDS.readFrom({ value: words(fact.value), place: fact.from })] };
  };
  return [
    factRow(labels.hwid, device.hwid, (hwid) => hwid),
    factRow(labels.sku, device.sku, String),
    factRow(labels.serial, device.serial, (serial) => serial),
    factRow(labels.arch, device.arch, (arch) => arch),
    factRow(labels.developerSwitch, device.developerSwitch, (state) => WORDS.developerSwitch[state]),
    factRow(labels.writeProtect, device.firmwareWriteProtect, (state) => WORDS.writeProtect[state]),
    factRow(labels.reasonCode, reason, ({ cause, code }) =>
      WORDS.reasonCode({ words: causes[cause], code: inHex(code, 2) }),
    ),
    // In English, as whoever repairs the device looks it up.
    ...(reason === 'unknown' ? [] : [{ label: '', texts: [reason.value.words] }]),
  ];
}

/** As `crossystem` shows numbers. */
function inHex(number: number, digits: number): string {
  return `0x${number.toString(16).padStart(digits, '0')}`;
}

function minimumsText(
  { minimumVersion, minimumKernelVersion }: PolicySummary,
  { minimums, unknown }: Words,
): string {
  const text = (version: number | 'unknown'): string => (version === 'unknown' ? unknown : inHex(version, 8));
  return minimums({ firmware: text(minimumVersion), kernel: text(minimumKernelVersion) });
}

function trustLines({ policy }: RunState, { columns, wording: { texts } }: Sheet): readonly Line[] {
  if (!policy) return [];
  const { details: WORDS } = texts;
  const { labels } = WORDS;
  const labelOf = { root: labels.rootKey, recovery: labels.recoveryKey };
  const rows = [
    ...policy.keys.map(({ role, sha1 }) => ({ label: labelOf[role], texts: [sha1] })),
    { label: labels.keysFrom, texts: [WORDS.keysFrom[policy.keysFrom]] },
    { label: labels.minimum, texts: [minimumsText(policy, WORDS)] },
  ];
  return section(WORDS.trust, rows, columns);
}

function flashLines({ flash, firmware }: RunState, { columns, wording }: Sheet): readonly Line[] {
  const { details: WORDS } = wording.texts;
  if (!flash && !firmware) return [];
  const rows = flash ? flashRows(flash, wording) : [];
  return section(WORDS.flash, [...rows, ...firmwareRows(firmware, wording)], columns);
}

function flashRows(flash: FlashSummary, { texts, faultText }: Wording): readonly TableRow[] {
  const { labels } = texts.details;
  if (flash.read === 'no') {
    const { code, facts } = flash;
    return [{ label: code, texts: [faultText(code).title] }, ...factsTable(facts)];
  }
  const { hwid, flags, versions } = flash;
  return [
    { label: labels.hwid, texts: [hwid] },
    { label: labels.readOnly, texts: [versions.readOnly] },
    { label: labels.slotA, texts: [versions.slotA] },
    { label: labels.slotB, texts: [versions.slotB] },
    { label: labels.flags, texts: [inHex(flags, 8)] },
  ];
}

function diskLines({ target }: RunState, { columns, wording: { texts } }: Sheet): readonly Line[] {
  const { details: WORDS } = texts;
  if (!target) return [];
  const { name, model, serial, sizeBytes: bytes } = target;
  const rows = [
    { label: WORDS.labels.model, texts: [model] },
    { label: WORDS.labels.size, texts: [texts.diskSize({ bytes, name })] },
    { label: WORDS.labels.serial, texts: [serial] },
  ];
  return section(WORDS.disk, rows, columns);
}

/** The last news, and what worked last: a person who helps wants to know the address also when a server fails. */
function networkLines(state: RunState, { columns, wording }: Sheet): readonly Line[] {
  const { details: WORDS } = wording.texts;
  const { network } = state;
  if (!network) return [];
  const news = { label: WORDS.labels.lastNews, texts: [newsText(network, wording)] };
  const facts = 'code' in network ? factsTable(network.facts) : [];
  const rows = [...linkRows(state, WORDS), ...serverRows(state, WORDS)];
  return section(WORDS.network, [news, ...facts, ...rows], columns);
}

function linkRows({ link }: RunState, { labels }: Words): readonly TableRow[] {
  if (!link) return [];
  const { device, addresses, gateways, dns } = link;
  const rows = [
    { label: labels.link, texts: [device] },
    { label: labels.addresses, texts: addresses },
    { label: labels.gateways, texts: gateways },
    { label: labels.dns, texts: dns },
  ];
  return rows.filter(({ texts }) => texts.length > 0);
}

function serverRows({ server }: RunState, { labels }: Words): readonly TableRow[] {
  if (!server) return [];
  return [
    { label: labels.server, texts: [server.host] },
    { label: labels.hostKey, texts: [server.fingerprint] },
  ];
}

function programLines({ agent, log }: RunState, { columns, wording: { texts } }: Sheet): readonly Line[] {
  const { details: WORDS } = texts;
  if (agent === '') return [];
  const program = { label: WORDS.labels.agent, texts: [agent] };
  const file = log === null ? [] : [{ label: texts.log.file, texts: [logText(log.file, texts)] }];
  return section(WORDS.program, [program, ...file], columns);
}
