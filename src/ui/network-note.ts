import type { RunState } from '../core/run-state.ts';
import type { Line, Tone } from './frame.ts';
import type { LocalState } from './local-state.ts';
import type { Texts } from './make-texts.ts';
import { newsText } from './news-text.ts';
import { paragraph } from './paragraph.ts';
import { printable } from './printable.ts';
import { runningStep } from './running-step.ts';
import type { Sheet } from './sheet.ts';
import type { Wording } from './wording.ts';

type News = NonNullable<RunState['network']>;

const TROUBLE: ReadonlySet<News['kind']> = new Set([
  'link-waiting',
  'link-failed',
  'server-failed',
  'server-waiting',
]);
const MAX_NAME_COLUMNS = 100;

/** What goes on with the network: all news while a connection is made, later only what is in the way. */
export function networkNote(state: RunState, local: LocalState, sheet: Sheet): readonly Line[] {
  const { columns, wording } = sheet;
  const { page } = local.wifi;
  if (page.kind === 'sent') return paragraph(sentText(page, wording.texts), columns);
  const { network } = state;
  if (!network || !isWanted(network, state, local)) return [];
  const tone: Tone = TROUBLE.has(network.kind) ? 'warn' : 'plain';
  return noteTexts(network, local, wording).flatMap((text, at) =>
    paragraph(text, columns, at === 0 ? tone : 'plain'),
  );
}

function sentText(
  page: Extract<LocalState['wifi']['page'], { kind: 'sent' }>,
  { network: WORDS }: Texts,
): string {
  return page.answer === 'join'
    ? WORDS.joining({ network: printable(page.name, MAX_NAME_COLUMNS) })
    : WORDS.withoutWifi;
}

/** Some of what happens later is over without a word of it, which the progress of the step shows. */
function isWanted(network: News, state: RunState, { news }: LocalState): boolean {
  const running = runningStep(state);
  if (running !== 'none' && running.step.name === 'connect') return true;
  return network.kind === 'server-waiting' || (TROUBLE.has(network.kind) && news.status === 'fresh');
}

function noteTexts(network: News, { news }: LocalState, wording: Wording): readonly string[] {
  const { network: WORDS } = wording.texts;
  const text = newsText(network, wording);
  if (network.kind !== 'server-waiting') return [text];
  const timeMs = network.delayMs - news.agoMs;
  return [text, timeMs > 0 ? WORDS.nextTry({ timeMs }) : WORDS.nextTryNow];
}
