import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainStick } from './plain-stick.ts';
import { bootedLine, SYSTEMS } from './systems.ts';
import { systemsAfterPowerCut } from './systems-after-power-cut.ts';

let stick = '';
beforeAll(async () => {
  stick = await plainStick('power-cuts-early');
});
afterAll(() => rmSync(stick));

// The other five are in a file of their own, so that two machines run at a time.
test.for([0, 1, 2, 3, 4])(
  'after a power cut in stretch %i of the flash, what starts is whole, and recovery works',
  async (stretch) => {
    const { before, after } = await systemsAfterPowerCut(stretch, stick);
    expect(['nothing', bootedLine(SYSTEMS.older), bootedLine(SYSTEMS.current)]).toContain(before);
    expect(after).toBe(bootedLine(SYSTEMS.current));
  },
);
