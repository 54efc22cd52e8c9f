import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { plainStick } from './plain-stick.ts';
import { type PowerCut, powerCuts } from './power-cuts.ts';
import { bootedLine, SYSTEMS } from './systems.ts';
import { systemsAfterPowerCut } from './systems-after-power-cut.ts';

// The other five are in a file of their own, so that two machines run at a time.
const STRETCHES = [5, 6, 7, 8, 9];
const FOLDER = join(import.meta.dirname, '../../build/vm/tests/power-cuts-late');

let stick = '';
let cuts: readonly PowerCut[] = [];
beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  stick = await plainStick('power-cuts-late');
  cuts = await powerCuts(FOLDER, stick, STRETCHES);
}, 400_000);
afterAll(() => {
  for (const made of [FOLDER, stick]) rmSync(made, { recursive: true, force: true });
});

test.for(STRETCHES)(
  'after a power cut in stretch %i of the flash, what starts is whole, and recovery works',
  async (stretch) => {
    const cut = cuts.find((one) => one.stretch === stretch);
    if (cut === undefined) throw new Error('The power was not cut there');
    onTestFailed(() => console.log('The power was cut at', cut.moment));
    const { before, after } = await systemsAfterPowerCut(cut);
    expect(['nothing', bootedLine(SYSTEMS.older), bootedLine(SYSTEMS.current)]).toContain(before);
    expect(after).toBe(bootedLine(SYSTEMS.current));
  },
);
