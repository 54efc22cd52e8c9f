import { expect, test } from 'vitest';
import { identify } from '../../src/sku/identify.ts';
import { sharedDataDump } from '../../vm/shared-data-dump.ts';

const VDAT = '/sys/devices/platform/GGL0001:00/VDAT';

test.for([
  ['on', 0x43, 'system-damaged', 'The operating system failed its signature check'],
  ['off', 0x02, 'person', 'Someone asked for recovery with the recovery button or keys'],
] as const)(
  'sharedDataDump() tells the agent: developer switch %s, reason %i',
  ([developerSwitch, code, cause, words]) => {
    const dump = Buffer.from(sharedDataDump({ developerSwitch, recoveryReason: code }));
    const device = identify({ files: new Map([[VDAT, dump]]), machine: 'x86_64' });
    expect(device.developerSwitch).toEqual({ value: developerSwitch, from: VDAT });
    expect(device.recoveryReason).toEqual({ value: { code, cause, words }, from: VDAT });
    expect(device.firmwareWriteProtect).toEqual({ value: 'on', from: VDAT });
  },
);
