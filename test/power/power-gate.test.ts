import { expect, test } from 'vitest';
import type { PowerFacts } from '../../src/core/power-facts.ts';
import { powerGate } from '../../src/power/power-gate.ts';

const charged = (chargePercent: number): PowerFacts['battery'] => ({ chargePercent });

test.for<
  [
    charger: PowerFacts['charger'],
    battery: PowerFacts['battery'],
    needed: number,
    gate: ReturnType<typeof powerGate>,
  ]
>([
  ['plugged-in', charged(0), 10, 'enough'],
  ['plugged-in', 'unknown', 10, 'enough'],
  ['not-plugged-in', 'none', 10, 'enough'],
  ['unknown', 'none', 10, 'enough'],
  ['not-plugged-in', charged(10), 10, 'enough'],
  ['not-plugged-in', charged(9), 10, 'too-little'],
  ['not-plugged-in', charged(29), 30, 'too-little'],
  ['not-plugged-in', charged(30), 30, 'enough'],
  ['unknown', charged(10), 10, 'enough'],
  ['unknown', charged(9), 10, 'unknown'],
  ['not-plugged-in', 'unknown', 10, 'unknown'],
  ['unknown', 'unknown', 10, 'unknown'],
])(
  'powerGate() of a charger that is %s, a battery %j and %i percent needed is %s',
  ([charger, battery, needed, gate]) => {
    expect(powerGate({ charger, battery }, needed)).toBe(gate);
  },
);
