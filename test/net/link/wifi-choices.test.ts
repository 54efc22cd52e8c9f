import { expect, test } from 'vitest';
import { wifiChoices } from '../../../src/net/link/wifi-choices.ts';
import { anSsid } from '../settings/an-ssid.ts';

test('wifiChoices() names every network once, the strongest first, and leaves hidden ones out', () => {
  const [a, b] = [anSsid('A'), anSsid('B')];
  const choices = wifiChoices([
    { ssid: a, security: 'wpa2', signalPercent: 30 },
    { ssid: 'hidden', security: 'wpa2', signalPercent: 99 },
    { ssid: b, security: 'open', signalPercent: 50 },
    { ssid: a, security: 'wpa2', signalPercent: 80 },
    { ssid: a, security: 'wpa2', signalPercent: 60 },
    { ssid: a, security: 'open', signalPercent: 50 },
  ]);
  expect(choices).toEqual([
    { ssid: a, name: 'A', security: 'wpa2', signalPercent: 80 },
    { ssid: a, name: 'A', security: 'open', signalPercent: 50 },
    { ssid: b, name: 'B', security: 'open', signalPercent: 50 },
  ]);
});

test('wifiChoices() shows a name that would harm a screen harmlessly', () => {
  const [choice] = wifiChoices([{ ssid: anSsid('\u001b[2J'), security: 'open', signalPercent: 1 }]);
  expect(choice?.name).toBe('\\x1b[2J');
});
