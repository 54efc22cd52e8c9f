import fc from 'fast-check';
import type { Fmap } from '../../../src/formats/fmap/fmap.ts';

const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,31}$/);

/** Maps of flashes of up to `maxFlashBytes`, with up to ten areas. */
export function anyFmap(maxFlashBytes: number): fc.Arbitrary<Fmap> {
  return fc.nat(maxFlashBytes).chain((sizeBytes) => {
    const ends = fc
      .tuple(fc.nat(sizeBytes), fc.nat(sizeBytes))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    const area = fc
      .record({ name, ends, flags: fc.nat(0xffff) })
      .map(({ ends: [from = 0, to = 0], ...rest }) => ({ ...rest, offsetBytes: from, sizeBytes: to - from }));
    return fc.record({
      baseAddress: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      sizeBytes: fc.constant(sizeBytes),
      name: fc.oneof(name, fc.constant('')),
      areas: fc.uniqueArray(area, { selector: (of) => of.name, maxLength: 10 }),
    });
  });
}
