import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ssidText } from '../../../src/net/link/ssid-text.ts';
import { anSsid } from '../settings/an-ssid.ts';

test.for([
  ['Line 3', 'Line 3'],
  ['Café:网络', 'Café:网络'],
  ['Café:网络\\x', 'Café:网络\\x'],
  ['a\\x5c', 'a\\x5cx5c'],
  ['\u001b[2J', '\\x1b[2J'],
  ['\u202eevil', '\\xe2\\x80\\xaeevil'],
  ['\u{fffd}', '\\xef\\xbf\\xbd'],
  [Uint8Array.of(0x63, 0x61, 0x66, 0xe9), 'caf\\xe9'],
  [Uint8Array.of(0xf0, 0x9f, 0x98, 0x80), '😀'],
  [Uint8Array.of(0xc0, 0x80, 0), '\\xc0\\x80\\x00'],
] as const)('ssidText() of %j is %s', ([of, expected]) => {
  expect(ssidText(anSsid(of))).toBe(expected);
});

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 32 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
  fc
    .string({ unit: fc.constantFrom('\\', 'x', '4', 'e', '\u0007'), minLength: 1, maxLength: 20 })
    .map((text) => new TextEncoder().encode(text)),
);

test('ssidText() loses nothing: the bytes can be told from the text', () => {
  fc.assert(
    fc.property(bytes, (of) => {
      expect(bytesOfText(ssidText(anSsid(of)))).toEqual([...of]);
    }),
  );
});

test('ssidText() never has a character that moves the cursor, hides or turns the direction', () => {
  fc.assert(
    fc.property(bytes, (of) => {
      expect(ssidText(anSsid(of))).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

function bytesOfText(text: string): number[] {
  const pieces = text.match(/\\x[0-9a-f]{2}|./gu) ?? [];
  return pieces.flatMap((piece) =>
    piece.length === 4 && piece.startsWith('\\x')
      ? [Number.parseInt(piece.slice(2), 16)]
      : [...Buffer.from(piece)],
  );
}
