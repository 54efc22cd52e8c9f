import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arch } from '../../src/core/device.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { LineNetbook } from './line-netbook.ts';

const ROOT_KEY = newKey();
const MIB = 1 << 20;
const folder = mkdtempSync(join(tmpdir(), 'rsd-line-'));
/** The stick, while it is in nobody's device. */
const stick = join(folder, 'stick');

beforeAll(async () => {
  mkdirSync(stick);
  writeFileSync(join(stick, 'rsd.toml'), 'language = "de"\n[line]\n');
  await writeRelease(
    join(stick, 'recovery'),
    {
      id: 'nimbus-1.10',
      osName: 'Nimbus OS',
      osVersion: '1.10',
      hwid: 'NIMBUS',
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
      arch: machine() as Arch,
      version: 1,
      rootfs: await makeRootfs('Nimbus OS', '1.10', 4 * MIB),
      packing: 'plain',
    },
    newReleaseKeys(ROOT_KEY),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a stick goes from device to device without a key: one passes, one fails, and the first is done once', async () => {
  using good = await LineNetbook.made(join(folder, 'good'), 'NB0042', ROOT_KEY);
  good.start(stick);
  await good.says('PASS serial NB0042 model NIMBUS A2B seconds ');
  await good.says('Das Gerät schaltet sich dann aus.');
  expect(good.isOn).toBe(true);
  expect(await good.pull(stick)).toBe(0);

  using bad = await LineNetbook.made(join(folder, 'bad'), 'NB0043', ROOT_KEY);
  truncateSync(join(bad.root, 'dev/nvme0n1'), MIB);
  bad.start(stick);
  await bad.says('FAIL serial NB0043 model NIMBUS A2B seconds ');
  expect(bad.said).toMatch(/^FAIL .* code DSK-\d\d disk untouched$/m);
  await bad.says('Das Gerät schaltet sich dann aus.');
  expect(await bad.pull(stick)).toBe(10);

  const before = readFileSync(join(good.root, 'dev/nvme0n1'));
  good.start(stick);
  await good.says('DONE serial NB0042 model NIMBUS A2B seconds ');
  await good.says('Das Gerät schaltet sich dann aus.');
  expect(await good.pull(stick)).toBe(0);
  expect(readFileSync(join(good.root, 'dev/nvme0n1')).equals(before)).toBe(true);

  appendFileSync(join(stick, 'rsd.toml'), 'again = "recover"\nend = "restart"\n');
  good.start(stick);
  await good.says('PASS serial NB0042 ');
  await good.says('Das Gerät startet dann neu.');
  expect(await good.pull(stick)).toBe(0);
});
