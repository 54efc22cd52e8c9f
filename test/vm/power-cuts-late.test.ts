import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainStick } from './plain-stick.ts';
import { bootedLine, SYSTEMS } from './systems.ts';
import { systemsAfterPowerCut } from './systems-after-power-cut.ts';

let stick = '';
beforeAll(async () => {
  stick = await plainStick('power-cuts-late');
});
afterAll(() => rmSync(stick));

test.for([5, 6, 7, 8, 9])(
  'after a power cut in stretch %i of the flash, what starts is whole, and recovery works',
  async (stretch) => {
    const { before, after } = await systemsAfterPowerCut(stretch, stick);
    expect(['nothing', bootedLine(SYSTEMS.older), bootedLine(SYSTEMS.current)]).toContain(before);
    expect(after).toBe(bootedLine(SYSTEMS.current));
  },
);
