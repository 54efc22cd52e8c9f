import type { Frame, Span, Tone } from './frame.ts';
import { toAscii } from './to-ascii.ts';

const RESET = '\x1b[0m';

/** The frame as text with colour codes, the only escapes in it: `view` has made all data printable. */
export function frameCodes(
  { lines }: Frame,
  tones: Readonly<Record<Tone, string>>,
  characters: 'unicode' | 'ascii',
): string {
  return lines.map((line) => line.map((span) => spanCodes(span, tones, characters)).join('')).join('\n');
}

function spanCodes(
  { text, tone }: Span,
  tones: Readonly<Record<Tone, string>>,
  characters: 'unicode' | 'ascii',
): string {
  const shown = characters === 'ascii' ? toAscii(text) : text;
  const codes = tones[tone];
  return codes === '' ? shown : `\x1b[${codes}m${shown}${RESET}`;
}
