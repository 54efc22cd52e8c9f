import { assertNever } from '../core/assert-never.ts';
import type { DiskState } from '../core/events.ts';
import type { WifiQuestion } from '../core/wifi-question.ts';
import { answerLines } from './answer-lines.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { hintText } from './hint-text.ts';
import { type KeyLabel, keyLabels } from './key-labels.ts';
import { markedAt } from './marked-at.ts';
import { paragraph } from './paragraph.ts';
import { printable } from './printable.ts';
import type { OpenWifiPage } from './screen-mode.ts';
import type { Sheet } from './sheet.ts';
import type { WifiDraft } from './wifi-draft.ts';
import { wifiFieldBlock } from './wifi-field-block.ts';
import { wifiListBlock } from './wifi-list-block.ts';
import { wifiProblemBlock } from './wifi-problem-block.ts';

/** Between a long list and the rest. */
const FIRM_GAP: Block = { ...GAP, rank: 0 };
/** A name of 32 bytes, each shown as `\x07`. */
const MAX_NAME_COLUMNS = 128;

export interface WifiScreen extends Sheet {
  readonly question: WifiQuestion;
  readonly page: OpenWifiPage;
  readonly draft: WifiDraft;
  readonly disk: DiskState;
  readonly rows: number;
}

/** The screen that asks for a WiFi network. `question` is printable; what was typed or kept is made so here. */
export function wifiBlocks(screen: WifiScreen): readonly Block[] {
  const {
    page,
    columns,
    wording: { texts },
  } = screen;
  const { wifi: WORDS } = texts;
  const labels = keyLabels(texts);
  switch (page.kind) {
    case 'list':
      return listBlocks(screen);
    case 'name':
      return fieldBlocks(screen, WORDS.hiddenName, WORDS.hiddenBody);
    case 'passphrase': {
      const headline = WORDS.passphraseOf({ network: shown(page.target.name) });
      const body = page.target.visibility === 'hidden' ? WORDS.passphraseHidden : WORDS.passphraseBody;
      return fieldBlocks(screen, headline, body);
    }
    case 'open': {
      const question = WORDS.openQuestion({ network: shown(page.target.name) });
      const means = [{ rank: 1, forms: [paragraph(WORDS.openMeans, columns)] }];
      return confirmationBlocks(screen, question, means, [labels.joinYes, labels.joinNo]);
    }
    case 'give-up': {
      const means = [WORDS.giveUpMeans, texts.diskAfterFailure[screen.disk]].map(
        (text): Block => ({ rank: 1, forms: [paragraph(text, columns)] }),
      );
      return confirmationBlocks(screen, WORDS.giveUpQuestion, means, [labels.giveUpYes, labels.giveUpNo]);
    }
    default:
      return assertNever(page);
  }
}

function shown(name: string): string {
  return printable(name, MAX_NAME_COLUMNS);
}

function listBlocks(screen: WifiScreen): readonly Block[] {
  const { question, draft, columns, rows } = screen;
  const { wifi: WORDS } = screen.wording.texts;
  const marked = markedAt(question.networks, draft.marked);
  return [
    { rank: 0, forms: [paragraph(WORDS.choose, columns, 'strong')] },
    { rank: 6, forms: [paragraph(WORDS.why, columns), []] },
    FIRM_GAP,
    wifiProblemBlock(question.before, screen),
    FIRM_GAP,
    wifiListBlock(question.networks, marked, screen, rows),
    FIRM_GAP,
    noteBlock(screen),
  ];
}

function noteBlock({ question, draft, page, columns, wording: { texts } }: WifiScreen): Block {
  const network = question.networks[markedAt(question.networks, draft.marked)]?.name ?? '';
  const hint = hintText(draft.hint, page, network, texts);
  if (hint !== '') return { rank: 0, forms: [paragraph(hint, columns, 'warn')] };
  return { rank: 0, forms: [draft.looking === 'yes' ? paragraph(texts.wifi.looking, columns) : []] };
}

function fieldBlocks(screen: WifiScreen, headline: string, body: string): readonly Block[] {
  const { page, columns } = screen;
  return [
    { rank: 0, forms: [paragraph(headline, columns, 'strong')] },
    { rank: 3, forms: [paragraph(body, columns), []] },
    GAP,
    wifiFieldBlock(page, screen),
    GAP,
    noteBlock(screen),
  ];
}

function confirmationBlocks(
  screen: WifiScreen,
  question: string,
  means: readonly Block[],
  answers: readonly KeyLabel[],
): readonly Block[] {
  const { columns } = screen;
  return [
    { rank: 0, forms: [paragraph(question, columns, 'warn')] },
    ...means,
    GAP,
    { rank: 0, forms: [answerLines(answers, columns)] },
    GAP,
    noteBlock(screen),
  ];
}
