import { encodeQR } from 'qr';
import type { Line } from './frame.ts';

/** By whether the upper and the lower one of two modules is dark. */
const HALF_BLOCKS = [' ', '▄', '▀', '█'] as const;

/**
 * A text of ASCII characters as a QR code (ISO/IEC 18004), two modules in one character, with `quietModules` light ones
 * around it. A screen is never scratched, so the lowest level of error correction makes it as small as it can be.
 */
export function qrLines(text: string, quietModules: number): readonly Line[] {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: quietModules });
  return Array.from({ length: Math.ceil(modules.length / 2) }, (_, at): Line => {
    const lower = modules[2 * at + 1] ?? [];
    const blocks = (modules[2 * at] ?? []).map((upper, x) => halfBlock(upper, lower[x] ?? false));
    return [{ text: blocks.join(''), tone: 'code' }];
  });
}

function halfBlock(upper: boolean, lower: boolean): string {
  return HALF_BLOCKS[(upper ? 2 : 0) + (lower ? 1 : 0)] ?? ' ';
}
