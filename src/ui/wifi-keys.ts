import { assertNever } from '../core/assert-never.ts';
import type { WifiAnswer, WifiChoice, WifiQuestion } from '../core/wifi-question.ts';
import { edited } from './edited.ts';
import { hexOf } from './hex-of.ts';
import { markedAt } from './marked-at.ts';
import type { Pressed } from './pressed.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import type { WifiDraft, WifiHint, WifiPage, WifiTarget } from './wifi-draft.ts';
import { WIFI_LIMITS } from './wifi-limits.ts';
import { NO, YES } from './yes-and-no.ts';

/** What a key means in the question for a WiFi network: an answer for the agent, or a step towards one. */
export type WifiKeyAction =
  | { readonly kind: 'command'; readonly command: { readonly kind: 'wifi'; readonly answer: WifiAnswer } }
  | { readonly kind: 'draft'; readonly draft: WifiDraft }
  | 'nothing';

type Page<K extends WifiPage['kind']> = Extract<WifiPage, { kind: K }>;

const PAGE_NETWORKS = 8;
const MOVES: ReadonlyMap<string, number> = new Map([
  ['up', -1],
  ['k', -1],
  ['down', 1],
  ['j', 1],
  ['pageup', -PAGE_NETWORKS],
  ['pagedown', PAGE_NETWORKS],
  ['home', Number.NEGATIVE_INFINITY],
  ['end', Number.POSITIVE_INFINITY],
]);
const MAY_BE_WPA2: ReadonlySet<WifiTarget['security']> = new Set(['wpa2', 'wpa2-wpa3']);

/** On the pages with a field every character is text; elsewhere a letter is a key. */
export function wifiAction(pressed: Pressed, question: WifiQuestion, draft: WifiDraft): WifiKeyAction {
  const { page } = draft;
  switch (page.kind) {
    case 'list':
      return inList(pressed.key, question.networks, draft);
    case 'name':
      return inName(pressed, page, draft);
    case 'passphrase':
      return inPassphrase(pressed, page, draft);
    case 'open':
      return inConfirmation(pressed.key, joining(page.target, ''), draft);
    case 'give-up':
      return inConfirmation(pressed.key, { kind: 'give-up' }, draft);
    case 'sent':
      return 'nothing';
    default:
      return assertNever(page);
  }
}

function inList(key: string, networks: readonly WifiChoice[], draft: WifiDraft): WifiKeyAction {
  const at = markedAt(networks, draft.marked);
  const move = MOVES.get(key);
  if (move !== undefined) return moved(networks, at + move, draft);
  const network = networks[at];
  if (key === 'enter') return network ? chosen(network, draft) : 'nothing';
  if (key === 'r') return draft.looking === 'yes' ? 'nothing' : answered({ kind: 'rescan' });
  if (key === 'h') return turned(draft, { kind: 'name', name: '' });
  return key === 'escape' ? turned(draft, { kind: 'give-up' }) : 'nothing';
}

function moved(networks: readonly WifiChoice[], to: number, draft: WifiDraft): WifiKeyAction {
  const network = networks[Math.max(0, Math.min(networks.length - 1, to))];
  if (!network) return 'nothing';
  return { kind: 'draft', draft: { ...draft, marked: markOf(network), hint: 'none' } };
}

function chosen(network: WifiChoice, draft: WifiDraft): WifiKeyAction {
  const { ssid, name, security } = network;
  const at = { ...draft, marked: markOf(network) };
  if (security === 'other') return hinted(at, 'unusable');
  const target: WifiTarget = { ssid, name, visibility: 'visible', security };
  return turned(at, security === 'open' ? { kind: 'open', target } : passphraseFor(target));
}

function markOf({ ssid, security }: WifiChoice): WifiDraft['marked'] {
  return { ssid, security };
}

function inName(pressed: Pressed, page: Page<'name'>, draft: WifiDraft): WifiKeyAction {
  if (pressed.key === 'escape') return turned(draft, { kind: 'list' });
  if (pressed.key !== 'enter') {
    const name = edited(page.name, pressed);
    return name === page.name ? 'nothing' : turned(draft, { ...page, name });
  }
  const bytes = utf8Bytes(page.name);
  if (bytes.length === 0) return hinted(draft, 'empty');
  if (bytes.length > WIFI_LIMITS.nameBytes) return hinted(draft, 'too-long');
  return turned(
    draft,
    passphraseFor({ ssid: hexOf(bytes), name: page.name, visibility: 'hidden', security: 'unknown' }),
  );
}

function passphraseFor(target: WifiTarget): WifiPage {
  return { kind: 'passphrase', target, passphrase: '', letters: 'hidden' };
}

function inPassphrase(pressed: Pressed, page: Page<'passphrase'>, draft: WifiDraft): WifiKeyAction {
  if (pressed.key === 'escape') return turned(draft, { kind: 'list' });
  if (pressed.key === 'enter') return entered(page, draft);
  if (pressed.key === 'C-r') {
    return turned(draft, { ...page, letters: page.letters === 'hidden' ? 'shown' : 'hidden' });
  }
  const passphrase = edited(page.passphrase, pressed);
  return passphrase === page.passphrase ? 'nothing' : turned(draft, { ...page, passphrase });
}

function entered({ target, passphrase }: Page<'passphrase'>, draft: WifiDraft): WifiKeyAction {
  if (passphrase === '' && target.visibility === 'hidden') return turned(draft, { kind: 'open', target });
  const hint = passphraseHint(passphrase, target);
  if (hint !== 'none') return hinted(draft, hint);
  return draft.looking === 'yes' ? hinted(draft, 'still-looking') : answered(joining(target, passphrase));
}

/** What can be told at once, while the passphrase is still there to be corrected; the agent looks closer. */
function passphraseHint(passphrase: string, { security }: WifiTarget): WifiHint {
  const bytes = utf8Bytes(passphrase).length;
  if (bytes === 0) return 'empty';
  if (bytes > WIFI_LIMITS.passphraseBytes) return 'too-long';
  return MAY_BE_WPA2.has(security) && bytes < WIFI_LIMITS.wpa2MinBytes ? 'short' : 'none';
}

function inConfirmation(key: string, answer: WifiAnswer, draft: WifiDraft): WifiKeyAction {
  if (NO.has(key)) return turned(draft, { kind: 'list' });
  if (!YES.has(key)) return 'nothing';
  return draft.looking === 'yes' ? hinted(draft, 'still-looking') : answered(answer);
}

function joining({ ssid, visibility }: WifiTarget, passphrase: string): WifiAnswer {
  return { kind: 'join', ssid, visibility, passphrase };
}

function answered(answer: WifiAnswer): WifiKeyAction {
  return { kind: 'command', command: { kind: 'wifi', answer } };
}

function turned(draft: WifiDraft, page: WifiPage): WifiKeyAction {
  return { kind: 'draft', draft: { ...draft, page, hint: 'none' } };
}

function hinted(draft: WifiDraft, hint: WifiHint): WifiKeyAction {
  return { kind: 'draft', draft: { ...draft, hint } };
}
