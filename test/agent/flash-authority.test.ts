import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type DevicePaths, devicePaths } from '../../src/agent/device-paths.ts';
import { devicePorts } from '../../src/agent/device-ports.ts';
import { Keyboard } from '../../src/agent/keyboard.ts';
import { openFlash } from '../../src/agent/open-flash.ts';
import { PowerDesk } from '../../src/agent/power-desk.ts';
import type { RecoveryPorts } from '../../src/agent/recovery-ports.ts';
import { readStickSettings } from '../../src/agent/stick-settings.ts';
import { WifiDesk } from '../../src/agent/wifi-desk.ts';
import type { Policy } from '../../src/catalog/policy.ts';
import { Fault } from '../../src/core/faults.ts';
import type { FlashReading } from '../../src/firmware/flash-reading.ts';
import { readFlashFacts } from '../../src/firmware/read-flash-facts.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { newKey, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { flashSpec, RECOVERY, ROOT } from '../firmware/flash-spec.ts';
import { sameThreadChecker } from '../install/same-thread-checker.ts';
import { deviceWith } from './device-with.ts';

const BAKED = [newKey(), newKey()].map(publicHalf);
const FLASHED = [ROOT, RECOVERY].map(publicHalf);
const root = mkdtempSync(join(tmpdir(), 'rsd-authority-'));
const paths = devicePaths(root);
const never = new AbortController().signal;
afterAll(() => rmSync(root, { recursive: true }));

await writeNetbookFiles(root, { hwid: 'NIMBUS', serial: 'N1', developerSwitch: 'off', diskBytes: 1 << 20 });
for (const folder of [paths.keys, paths.stick]) mkdirSync(folder, { recursive: true });
for (const [nth, name] of ['root_key', 'recovery_key'].entries()) {
  writeFileSync(join(paths.keys, `${name}.vbpubk`), BAKED[nth] ?? '');
}

function ports(of: DevicePaths = paths): RecoveryPorts {
  const desks = { keyboard: new Keyboard(), wifi: new WifiDesk(), power: new PowerDesk() };
  return devicePorts(
    of,
    readStickSettings('absent'),
    desks,
    sameThreadChecker,
    () => {},
    () => {},
  );
}

async function reading(): Promise<FlashReading> {
  const image = makeFlash(flashSpec());
  const all = async (): Promise<Uint8Array> => image;
  const chip = { readMap: all, read: all, readAll: all, write: () => Promise.reject(new Error('written')) };
  return { kind: 'read', chip, facts: await readFlashFacts(chip, never) };
}

function trusted({ keysFrom, trustedKeys }: Policy): object {
  return { keysFrom, keys: trustedKeys.map(({ keyData }) => keyData) };
}

const keyData = (keys: readonly Uint8Array[]): Uint8Array[] => keys.map((key) => readPackedKey(key).keyData);
const unreadable: FlashReading = { kind: 'unreadable', fault: new Fault('FWR-01', { reason: 'no chip' }) };

test('the keys of the flash are the maker of the device, and those of the stick are not', async () => {
  const policy = await ports().policy(deviceWith('off'), await reading());
  expect(trusted(policy)).toEqual({ keysFrom: 'flash', keys: keyData(FLASHED) });
});

test.for<FlashReading>([unreadable, { kind: 'none' }])(
  'without a flash ($kind) the keys are those of the recovery software',
  async (flash) => {
    const policy = await ports().policy(deviceWith('off'), flash);
    expect(trusted(policy)).toEqual({ keysFrom: 'recovery-software', keys: keyData(BAKED) });
  },
);

test('the rollback minimums are those of the shared data, and unknown where there is none', async () => {
  const here = await ports().policy(deviceWith('off'), unreadable);
  expect(here).toMatchObject({ minimumFirmwareVersion: 0x1_0001, minimumKernelVersion: 0x1_0001 });
  const nowhere = ports({ ...paths, root: join(root, 'nothing') });
  expect(await nowhere.policy(deviceWith('off'), unreadable)).toMatchObject({
    minimumFirmwareVersion: 'unknown',
    minimumKernelVersion: 'unknown',
  });
});

test('a stick does not choose the chip, by a file or by a setting', async () => {
  const dummy = '[firmware]\nprogrammer = "dummy:emulate=W25Q128FV,image=mine.bin"\n';
  writeFileSync(join(paths.stick, 'device.toml'), dummy);
  expect(await ports().openFlash()).toBe('none');
  expect(() => readStickSettings(Buffer.from(dummy))).toThrow('STK-05');
});

test('the chip is the one that the recovery software names; a damaged name is FWR-01', async () => {
  const defaults = join(root, 'baked');
  mkdirSync(defaults);
  const named = (text: string): Promise<unknown> => {
    writeFileSync(join(defaults, 'device.toml'), text);
    return openFlash({ ...paths, defaults }, () => {});
  };
  expect(await named('[firmware]\nprogrammer = "internal"\n')).toMatchObject({
    readMap: expect.any(Function),
  });
  await expect(named('[firmware]\nprogramer = "internal"\n')).rejects.toMatchObject({ code: 'FWR-01' });
  await expect(named(`#${'x'.repeat(20_000)}`)).rejects.toMatchObject({
    code: 'FWR-01',
    facts: { reason: expect.stringContaining('longer than') },
  });
});
