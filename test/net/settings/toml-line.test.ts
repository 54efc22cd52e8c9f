import { expect, test } from 'vitest';
import { tomlLine } from '../../../src/net/settings/toml-line.ts';

const TOML = `# ssid = "not here"

interfaces = [
  # the first
  "wired",

  "wireless",
]

note = """
[wifi]
ssid = "nor here"
"""
[ip]
dns = ["192.0.2.53"]
[wifi] # the network
  "ssid" = "Line 3"
server.hosts = ["x"]
[a]
b = { c = 1, d = 2 }
`;

test.for<[path: readonly PropertyKey[], line: number]>([
  [['interfaces'], 3],
  [['interfaces', 1], 3],
  [['note'], 10],
  [['ip'], 14],
  [['ip', 'dns', 0], 15],
  [['wifi'], 16],
  [['wifi', 'ssid'], 17],
  [['wifi', 'server', 'hosts'], 18],
  [['wifi', 'passphrase'], 16],
  [['a', 'b', 'd'], 20],
  [['nowhere', 'at', 'all'], 1],
  [[], 1],
])('tomlLine() of %j is %i', ([path, line]) => {
  expect(tomlLine(TOML, path)).toBe(line);
  expect(tomlLine(TOML.replaceAll('\n', '\r\n'), path)).toBe(line);
});

test('tomlLine() is quick for the longest file', () => {
  const toml = Array.from({ length: 2700 }, (_, n) => `k${n}=1`).join('\n');
  const begun = performance.now();
  expect(tomlLine(toml, ['k2699'])).toBe(2700);
  expect(performance.now() - begun).toBeLessThan(20_000);
});
