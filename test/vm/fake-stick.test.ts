import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import type { RecoverySoftware } from '../../initramfs/recovery-software.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { CLAIMED_BYTES, HELD_BYTES, MARK } from './fake-stick/cases.ts';
import { fakeStickSoftware } from './fake-stick/fake-stick-software.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';

const MIB = 1 << 20;
const SETUP_LIMIT_MS = 300_000;
const LIMIT_MS = 200_000;
const SETTINGS = { unattended: false, target: 'built-in' } as const;
/** Where the second run of the plan lies over the first one. */
const DIFFERS = { code: 'MAK-05', facts: { disk: 'the stick', offsetBytes: MIB } };

let software: RecoverySoftware;

beforeAll(async () => {
  software = await fakeStickSoftware(inject('software'), console.log);
}, SETUP_LIMIT_MS);

test('a block device that folds its addresses is found by its marks, or when all is read back', async () => {
  const folder = machineFolder('fake-stick');
  const netbook = await nimbus(folder);
  const stick = join(folder, 'stick.img');
  await recoveryStick({ software, releases: [], settings: SETTINGS }, stick);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const { atMs } = await machine.expect({ end: new RegExp(`${MARK}.*"end":"all tried"`) }, LIMIT_MS);
  const lines = machine.serial.lines
    .map(({ text }) => text)
    .filter((text) => text.includes(`${MARK}{"stick"`));
  const said = [...new Set(lines)].filter((text) => lines.filter((other) => other === text).length > 1);
  console.log([...said, `after ${(atMs / 1000).toFixed(1)} s`].join('\n'));

  const opened = { sizeBytes: CLAIMED_BYTES, readsFrom: 'medium' };
  const probed = (holdsBytes: number): object => {
    const facts = { disk: 'the stick', diskBytes: CLAIMED_BYTES, holdsBytes };
    return { ...opened, foundBy: 'probe', code: 'MAK-03', facts };
  };
  const { half, threeEighths } = HELD_BYTES;
  expect(said.map((text) => JSON.parse(text.slice(text.indexOf(MARK) + MARK.length)))).toEqual([
    { stick: 'honest', ...opened, foundBy: 'nothing' },
    { stick: 'half', ...probed(half) },
    { stick: 'threeEighths', ...probed(threeEighths) },
    { stick: 'odd', ...opened, foundBy: 'verify', ...DIFFERS },
  ]);
});
