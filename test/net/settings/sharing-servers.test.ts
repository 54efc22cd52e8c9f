import { expect, test } from 'vitest';
import { toFault } from '../../../src/core/faults.ts';
import { type NetworkSettings, readNetworkSettings } from '../../../src/net/settings/network-settings.ts';

const SERVER = '[server]\nhosts = ["a"]\nknown_hosts = "k"\nidentity = "i"\n';

function read(stick: string, defaults = ''): NetworkSettings {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  return readNetworkSettings({ stick: bytes(stick), defaults: bytes(defaults) });
}

test('readNetworkSettings() reads how many devices share the servers', () => {
  const settings = read(`${SERVER}spread = true\nstart_jitter_seconds = 300\n`);
  expect(settings.server).toMatchObject({ order: 'by-serial', startJitterMs: 300_000 });
});

test('readNetworkSettings() takes from the defaults how many devices share the servers, key by key', () => {
  const defaults = `${SERVER}spread = true\nstart_jitter_seconds = 60\n`;
  expect(read('', defaults).server).toMatchObject({ order: 'by-serial', startJitterMs: 60_000 });
  expect(read('[server]\nspread = false\nstart_jitter_seconds = 0\n', defaults).server).toMatchObject({
    order: 'as-listed',
    startJitterMs: 0,
  });
});

test.for<[setting: string, key: string, problem: RegExp]>([
  ['spread = "by serial"', 'server.spread', /true or false/],
  ['start_jitter_seconds = 301', 'server.start_jitter_seconds', /above 300/],
  ['start_jitter_seconds = -1', 'server.start_jitter_seconds', /below 0/],
  ['start_jitter_seconds = 0.5', 'server.start_jitter_seconds', /whole number/],
  ['start_jitter_seconds = nan', 'server.start_jitter_seconds', /whole number/],
  ['start_jitter_seconds = "5"', 'server.start_jitter_seconds', /whole number/],
])('readNetworkSettings() of %j names line 5 and %s', ([setting, key, problem]) => {
  const wrong = (() => {
    try {
      return read(`${SERVER}${setting}\n`);
    } catch (error) {
      return toFault(error);
    }
  })();
  expect(wrong).toMatchObject({
    code: 'NET-30',
    facts: { line: 5, key, problem: expect.stringMatching(problem) },
  });
});
