import { chunks } from './chunks.ts';
import type { Block } from './fit.ts';
import { line } from './line.ts';
import type { Texts } from './make-texts.ts';
import { printable } from './printable.ts';
import type { Sheet } from './sheet.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import type { WifiPage } from './wifi-draft.ts';
import { WIFI_LIMITS } from './wifi-limits.ts';

const CURSOR = '_';
/** Every character of the longest field, each shown by its number. */
const MAX_COLUMNS = 256 * 10;

/** What is being typed, with a label that says how much it is. Where room is short, its end. */
export function wifiFieldBlock(page: WifiPage, { columns, wording }: Sheet): Block {
  const { label, text } = fieldOf(page, wording.texts);
  const lines = chunks(text + CURSOR, columns).map((part) => line(part, 'strong'));
  const all = [line(label, 'quiet'), ...lines];
  return { rank: 1, forms: [all, [line(label, 'quiet'), ...lines.slice(-1)], lines.slice(-1)] };
}

function fieldOf(page: WifiPage, { wifi: WORDS }: Texts): { readonly label: string; readonly text: string } {
  if (page.kind === 'name') {
    const label = WORDS.name({ bytes: utf8Bytes(page.name).length, maxBytes: WIFI_LIMITS.nameBytes });
    return { label, text: printable(page.name, MAX_COLUMNS) };
  }
  if (page.kind !== 'passphrase') return { label: '', text: '' };
  const count = Array.from(page.passphrase).length;
  const text = page.letters === 'hidden' ? '*'.repeat(count) : printable(page.passphrase, MAX_COLUMNS);
  return { label: WORDS.count[page.letters]({ count }), text };
}
