import { assertNever } from '../core/assert-never.ts';
import type { Texts } from './make-texts.ts';
import { utf8Bytes } from './utf8-bytes.ts';
import type { WifiHint, WifiPage } from './wifi-draft.ts';
import { WIFI_LIMITS } from './wifi-limits.ts';

/** Why the last key did not do what was wanted, `''` for no hint. `marked` is the name that the mark is at. */
export function hintText(hint: WifiHint, page: WifiPage, marked: string, { wifi: WORDS }: Texts): string {
  switch (hint) {
    case 'none':
      return '';
    case 'unusable':
      return WORDS.unusable({ network: marked });
    case 'empty':
      return page.kind === 'name' ? WORDS.nameEmpty : WORDS.passphraseEmpty;
    case 'short':
      return WORDS.passphraseShort({ minBytes: WIFI_LIMITS.wpa2MinBytes });
    case 'too-long':
      return tooLong(page, WORDS);
    case 'still-looking':
      return WORDS.stillLooking;
    default:
      return assertNever(hint);
  }
}

function tooLong(page: WifiPage, WORDS: Texts['wifi']): string {
  if (page.kind !== 'name') return WORDS.passphraseTooLong({ maxBytes: WIFI_LIMITS.passphraseBytes });
  return WORDS.nameTooLong({ bytes: utf8Bytes(page.name).length, maxBytes: WIFI_LIMITS.nameBytes });
}
