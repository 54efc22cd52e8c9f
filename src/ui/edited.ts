import type { Pressed } from './pressed.ts';

/** What the control socket takes of a passphrase, and more than any WiFi network has. */
const MAX_CHARS = 256;
/** What nobody can type: the rest, whatever its script, is for the owner of the network to choose. */
const UNTYPED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The text of a field after one more key: the same text when the key does nothing in a field. */
export function edited(text: string, { key, typed }: Pressed): string {
  if (key === 'backspace') return Array.from(text).slice(0, -1).join('');
  if (key === 'C-u') return '';
  const longer = text + typed;
  return UNTYPED.test(typed) || longer.length > MAX_CHARS ? text : longer;
}
