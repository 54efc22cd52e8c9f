import { expect, test } from 'vitest';
import { wifiSecurity } from '../../../src/net/link/wifi-security.ts';

test.for([
  ['', 'open'],
  ['OWE-TM', 'open'],
  ['WPA1', 'wpa2'],
  ['WPA1 WPA2', 'wpa2'],
  ['WPA3', 'wpa3'],
  ['WPA2 WPA3', 'wpa2-wpa3'],
  ['WEP', 'other'],
  ['OWE', 'other'],
  ['WPA2 802.1X', 'other'],
  ['(none)', 'other'],
] as const)('wifiSecurity(%j) is %s', ([words, expected]) => {
  expect(wifiSecurity(words)).toBe(expected);
});
