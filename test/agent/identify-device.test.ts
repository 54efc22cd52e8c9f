import { expect, test } from 'vitest';
import { identifyDevice } from '../../src/agent/identify-device.ts';
import type { DeviceModel } from '../../src/core/device.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { FirmwareFlash } from '../../src/core/firmware-flash.ts';
import { type FlashSpec, makeFlash } from '../../src/simulate/make-flash.ts';
import { flashSpec } from '../firmware/flash-spec.ts';
import { deviceWith } from './device-with.ts';

const DEVICE = deviceWith('off');
const never = new AbortController().signal;

function chip(change: Partial<FlashSpec> = {}): FirmwareFlash {
  const image = makeFlash(flashSpec({ hwid: 'NIMBUS A2B-C3D', ...change }));
  const all = async (): Promise<Uint8Array> => image;
  return { readMap: all, read: all, readAll: all, write: () => Promise.reject(new Error('written')) };
}

const DEAD: FirmwareFlash = {
  ...chip(),
  readMap: () => Promise.reject(new Fault('FWR-01', { programmer: 'internal', reason: 'no chip' })),
};

async function identified(
  device: DeviceModel,
  openFlash: () => Promise<FirmwareFlash | 'none'>,
): Promise<{ readonly events: readonly AgentEvent[]; readonly found: unknown }> {
  const events: AgentEvent[] = [];
  const ports = { identify: async () => device, openFlash, emit: (event: AgentEvent) => events.push(event) };
  const found = await identifyDevice(ports, never).catch((error: unknown) => error);
  return { events, found };
}

test('a device with a flash is told of with what is in it', async () => {
  const { events, found } = await identified(DEVICE, async () => chip());
  expect(found).toMatchObject({ device: { hwid: DEVICE.hwid }, flash: { kind: 'read' } });
  expect(events).toEqual([
    { kind: 'identified', device: { ...DEVICE, serial: { value: 'NB0042', from: 'RO_VPD in the flash' } } },
    {
      kind: 'flash',
      flash: {
        read: 'yes',
        hwid: 'NIMBUS A2B-C3D',
        flags: 0x39,
        versions: {
          readOnly: 'Google_Nimbus.15117.100.0',
          slotA: 'Google_Nimbus.15117.112.0',
          slotB: 'Google_Nimbus.15117.112.0',
        },
        sizeBytes: 1 << 24,
      },
    },
  ]);
});

test('what the firmware told the kernel is believed over its flash, and a difference is told', async () => {
  const { events, found } = await identified(
    { ...DEVICE, serial: { value: 'S1', from: 'sysfs' } },
    async () => chip({ hwid: 'CIRRUS X9Y' }),
  );
  expect(found).toMatchObject({ device: { hwid: { value: 'NIMBUS A2B-C3D' }, serial: { value: 'S1' } } });
  expect(events.at(-1)).toEqual({
    kind: 'warning',
    code: 'SKU-02',
    facts: { firmware: 'NIMBUS A2B-C3D', flash: 'CIRRUS X9Y', believed: 'NIMBUS A2B-C3D' },
  });
});

test('a device whose kernel says no hardware ID has that of its flash', async () => {
  const { events, found } = await identified({ ...DEVICE, hwid: 'unknown' }, async () => chip());
  expect(found).toMatchObject({
    device: { hwid: { value: 'NIMBUS A2B-C3D', from: 'the GBB in the flash' } },
  });
  expect(events.map(({ kind }) => kind)).toEqual(['identified', 'flash']);
});

const broken = new Fault('FWR-01', { reason: 'device.toml: nonsense' });

test.for<[string, () => Promise<FirmwareFlash>, object]>([
  ['does not answer', async () => DEAD, { programmer: 'internal', reason: 'no chip' }],
  ['is not named right', () => Promise.reject(broken), broken.facts],
])('a chip that %s is a warning and no end', async ([, open, facts]) => {
  const { events, found } = await identified(DEVICE, open);
  expect(found).toMatchObject({ device: DEVICE, flash: { kind: 'unreadable' } });
  expect(events.slice(1)).toEqual([
    { kind: 'flash', flash: { read: 'no', code: 'FWR-01', facts } },
    { kind: 'warning', code: 'FWR-01', facts },
  ]);
});

test('a simulated device without a chip says nothing of one', async () => {
  const { events, found } = await identified(DEVICE, async () => 'none');
  expect(found).toEqual({ device: DEVICE, flash: { kind: 'none' } });
  expect(events).toEqual([{ kind: 'identified', device: DEVICE }]);
});

test('a device of which nothing says the hardware ID cannot be recovered', async () => {
  const { found } = await identified({ ...DEVICE, hwid: 'unknown' }, async () => chip({ hwid: '' }));
  expect(found).toMatchObject({ code: 'SKU-01' });
});

test('what is no fault of the chip ends the step', async () => {
  const { found } = await identified(DEVICE, () => Promise.reject(new RangeError('a defect')));
  expect(found).toEqual(new RangeError('a defect'));
});
