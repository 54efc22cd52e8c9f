import type { Frame, Span, Tone } from './frame.ts';
import { toAscii } from './to-ascii.ts';

const TONES: Record<Tone, string> = {
  plain: '',
  strong: '\x1b[1m',
  quiet: '\x1b[36m',
  good: '\x1b[1;32m',
  warn: '\x1b[1;33m',
  bad: '\x1b[1;31m',
};
const RESET = '\x1b[0m';

/** The frame as text with colour codes, the only escapes in it: `view` has made all data printable. */
export function frameCodes({ lines }: Frame, characters: 'unicode' | 'ascii'): string {
  return lines.map((line) => line.map((span) => spanCodes(span, characters)).join('')).join('\n');
}

function spanCodes({ text, tone }: Span, characters: 'unicode' | 'ascii'): string {
  const shown = characters === 'ascii' ? toAscii(text) : text;
  return tone === 'plain' ? shown : TONES[tone] + shown + RESET;
}
