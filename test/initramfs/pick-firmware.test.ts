import { expect, test } from 'vitest';
import { pickFirmware } from '../../initramfs/pick-firmware.ts';

const THERE = [
  'iwlwifi-cc-a0-50.ucode',
  'iwlwifi-cc-a0-72.ucode',
  'iwlwifi-cc-a0-100.ucode',
  'ath10k/QCA6174/hw3.0/firmware-4.bin',
  'ath10k/QCA6174/hw3.0/firmware-6.bin',
  'rtw88/rtw8822c_fw.bin',
  'rtw88/rtw8723d_fw.bin',
];

test.for<readonly [wanted: string, asked: readonly string[], picked: readonly string[]]>([
  // As text, 72 would be newer than 100.
  ['iwlwifi-cc-a0-@.ucode', [], ['iwlwifi-cc-a0-100.ucode']],
  ['iwlwifi-cc-a0-@.ucode', ['iwlwifi-cc-a0-72.ucode'], ['iwlwifi-cc-a0-72.ucode']],
  ['iwlwifi-cc-a0-@.ucode', ['iwlwifi-cc-a0-66.ucode'], ['iwlwifi-cc-a0-50.ucode']],
  ['iwlwifi-cc-a0-@.ucode', ['iwlwifi-so-a0-1.ucode'], ['iwlwifi-cc-a0-100.ucode']],
  [
    'ath10k/QCA6174/hw3.0/firmware-@.bin',
    ['ath10k/QCA6174/hw3.0/firmware-5.bin', 'ath10k/QCA6174/hw3.0/firmware-6.bin'],
    ['ath10k/QCA6174/hw3.0/firmware-6.bin'],
  ],
  ['rtw88/*', ['rtw88/rtw8822c_fw.bin', 'rtw88/rtw8822c_new.bin'], ['rtw88/rtw8822c_fw.bin']],
  ['rtw88/rtw8723d_fw.bin', [], ['rtw88/rtw8723d_fw.bin']],
])('pickFirmware(%j) for a driver that asks for %j', ([wanted, asked, picked]) => {
  expect(pickFirmware(wanted, asked, THERE)).toEqual(picked);
});

test.for(['iwlwifi-so-a0-@.ucode', 'rtw88/*', 'rtw88/rtw8852a_fw.bin', 'rtw88/rtw8822cxfw.bin'])(
  'pickFirmware(%j) refuses what no package has',
  (wanted) => {
    expect(() => pickFirmware(wanted, [], THERE)).toThrow(`No package has the firmware ${wanted}`);
  },
);
