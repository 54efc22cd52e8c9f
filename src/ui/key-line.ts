import { assertNever } from '../core/assert-never.ts';
import { columnsOf } from './columns-of.ts';
import { type KeyLabel, keyLabels } from './key-labels.ts';
import type { LocalState } from './local-state.ts';
import { type OpenPage, openPage } from './open-page.ts';
import type { ScreenMode } from './screen-mode.ts';
import type { Sheet } from './sheet.ts';

/** Below this few keys fit in any case, and those are to be told apart well. */
const TIGHT_FROM = 60;

type Labels = ReturnType<typeof keyLabels>;

/**
 * The keys that do something now, the most important first, as many as fit on one line: closer together where more of
 * them fit so.
 */
export function keyLine(mode: ScreenMode, local: LocalState, { columns, wording }: Sheet): string {
  const keys = keysOf(mode, local, keyLabels(wording.texts));
  const roomy = fitting(keys, { inside: '  ', between: '    ' }, columns);
  const tight = fitting(keys, { inside: ' ', between: '   ' }, columns);
  // Of all keys, Ctrl-C at the end is the one that people try without being told.
  const isCrowded = roomy.count < Math.min(tight.count, keys.length - 1);
  return isCrowded && columns >= TIGHT_FROM ? tight.line : roomy.line;
}

interface Gaps {
  readonly inside: string;
  readonly between: string;
}

function fitting(keys: readonly KeyLabel[], { inside, between }: Gaps, columns: number) {
  const texts = keys.map(({ key, does }) => key + inside + does);
  const lines = texts.map((_, at) => texts.slice(0, at + 1).join(between));
  const count = Math.max(1, lines.filter((line) => columnsOf(line) <= columns).length);
  return { line: lines[count - 1] ?? '', count };
}

function keysOf(mode: ScreenMode, local: LocalState, keys: Labels): readonly KeyLabel[] {
  const page = openPage(mode, local);
  const look = lookKeys(page, keys);
  const open = page !== 'none';
  const language = local.languages.length > 0 && !open ? [keys.language] : [];
  const more = open ? [] : [...language, keys.contrast];
  switch (mode.kind) {
    case 'complete':
    case 'failed':
    case 'line-end':
      return open ? [...look, keys.close] : [keys.close, ...look, ...language];
    case 'lost':
      return page === 'none' ? [keys.close, ...look] : [...look, keys.close];
    case 'stop-question':
      return [keys.stopYes, keys.stopNo];
    case 'delay':
      return [keys.stop];
    case 'hold':
      return [keys.contrast, keys.stop];
    case 'power':
      return mode.answer === 'asked-for' ? [keys.powerYes, keys.stop] : [keys.stop];
    case 'wifi':
      return [
        ...wifiKeys(mode, keys),
        ...(mode.page.kind === 'list' ? [...language, keys.contrast] : []),
        keys.stop,
      ];
    case 'language':
      return [keys.move, keys.choose, ...(local.language.list === 'open' ? [keys.back] : []), keys.stop];
    case 'welcome':
      return [keys.goOn, ...look, ...more, keys.stop];
    case 'running':
      return [...look, ...more, ...(local.stop === 'asked' ? [] : [keys.stop])];
    default:
      return assertNever(mode);
  }
}

function lookKeys(page: OpenPage, keys: Labels): readonly KeyLabel[] {
  if (page === 'none') return [keys.details, keys.log];
  const close = { details: keys.closeDetails, log: { ...keys.log, does: keys.closeDetails.does } };
  return [close[page], keys.scroll, keys.contrast];
}

function wifiKeys(
  { page, question }: Extract<ScreenMode, { kind: 'wifi' }>,
  keys: Labels,
): readonly KeyLabel[] {
  const choice = question.networks.length > 0 ? [keys.move, keys.choose] : [];
  switch (page.kind) {
    case 'list':
      return [...choice, keys.refresh, keys.hiddenNetwork, keys.withoutWifi];
    case 'name':
      return [keys.goOn, keys.back, keys.clear];
    case 'passphrase':
      return [keys.connect, page.letters === 'hidden' ? keys.show : keys.hide, keys.back, keys.clear];
    case 'open':
      return [keys.joinYes, keys.joinNo];
    case 'give-up':
      return [keys.giveUpYes, keys.giveUpNo];
    default:
      return assertNever(page);
  }
}
