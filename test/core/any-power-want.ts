import fc from 'fast-check';
import type { PowerWant } from '../../src/core/power-want.ts';

/** What a run may wait for, with numbers of `amount`. */
export function anyPowerWant(amount: fc.Arbitrary<number>): fc.Arbitrary<PowerWant> {
  return fc.record(
    {
      why: fc.constantFrom('too-little', 'unknown'),
      facts: fc.record({
        charger: fc.constantFrom('plugged-in', 'not-plugged-in', 'unknown'),
        battery: fc.oneof(fc.record({ chargePercent: amount }), fc.constantFrom('none', 'unknown')),
      }),
      neededPercent: amount,
      waitMs: amount,
    },
    { requiredKeys: ['why', 'facts', 'neededPercent'] },
  );
}
