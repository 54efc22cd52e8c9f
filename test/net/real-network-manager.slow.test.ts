import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { testWith } from '../tool.ts';

const run = promisify(execFile);
const TOOLS = ['NetworkManager', 'nmcli', 'busctl', 'dbus-daemon', 'dnsmasq', 'unshare', 'nsenter', 'ip'];
const BENCH = 'test/net/network-bench.sh';
const PROGRAM = 'test/net/network-bench-run.ts';
const WIRED = 'interfaces = ["wired"]';
/** A minute for DHCP, and what a busy machine takes. */
const LIMIT_MS = 120_000;

/** Only root may make a namespace with a network of its own. */
const isHere = process.getuid?.() === 0 && testWith(...TOOLS) === test;

interface Line {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What `network-bench-run.ts` prints beside a NetworkManager of its own, with that far side of its cable. */
async function happens(farSide: string, toml: string, ...more: readonly string[]): Promise<readonly Line[]> {
  const program = [process.execPath, '--no-warnings', PROGRAM, toml, ...more];
  const { stdout } = await run('sh', [BENCH, farSide, ...program], { timeout: LIMIT_MS });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

describe.concurrent('beside a real NetworkManager', { timeout: LIMIT_MS }, () => {
  test.skipIf(!isHere)('bringUpLink() gets an address, and the link comes back after a cut', async () => {
    expect(await happens('dhcp', WIRED, 'cut')).toMatchObject([
      { kind: 'link-trying', device: 'cable0' },
      {
        kind: 'link-up',
        link: {
          kind: 'wired',
          device: 'cable0',
          addresses: expect.arrayContaining([expect.stringMatching(/^198\.51\.100\.[1-5]\d\/24$/)]),
          gateways: ['198.51.100.1'],
        },
      },
      { kind: 'back' },
      {
        kind: 'profiles',
        names: expect.arrayContaining([expect.stringMatching(/^rsd-.*\.nmconnection$/)]),
      },
    ]);
  });

  test.skipIf(!isHere)('bringUpLink() works on a network that has IPv6 only', async () => {
    const address = expect.stringMatching(/^2001:db8:1:.*\/64$/);
    expect(await happens('ipv6', WIRED)).toMatchObject([
      { kind: 'link-trying' },
      { kind: 'link-up', link: { addresses: expect.arrayContaining([address]) } },
      { kind: 'profiles' },
    ]);
  });

  test.skipIf(!isHere).for([
    ['198.51.100.9/24', '198.51.100.1', '198.51.100.1'],
    ['2001:db8:1::9/64', 'fe80::1', '2001:db8:1::1'],
  ] as const)(
    'bringUpLink() sets the address %s, its gateway and its name server',
    async ([address, gateway, dns]) => {
      const ip = `address = "${address}"\ngateway = "${gateway}"\ndns = ["${dns}"]`;
      expect(await happens('nothing', `${WIRED}\n[ip]\n${ip}`)).toMatchObject([
        { kind: 'link-trying' },
        {
          kind: 'link-up',
          link: { addresses: expect.arrayContaining([address]), gateways: [gateway], dns: [dns] },
        },
        { kind: 'profiles' },
      ]);
    },
  );

  test.skipIf(!isHere).for<[what: string, farSide: string, ip: string, code: string, reason: RegExp]>([
    ['no cable', 'unplugged', '', 'NET-32', /^no cable$/],
    ['no DHCP server', 'nothing', '', 'NET-33', /^cable in, no DHCP answer for [67]\d s$/],
    ['a foreign address', 'nothing', '[ip]\naddress = "198.51.100.1/24"', 'NET-40', /cannot be used$/],
  ])(
    'bringUpLink() with %s has its own fault, and leaves no profile',
    async ([, farSide, ip, code, reason]) => {
      const lines = await happens(farSide, `${WIRED}\n${ip}`);
      expect(lines.slice(-3)).toMatchObject([
        { kind: 'link-failed', code, reason: expect.stringMatching(reason) },
        { kind: 'thrown', error: { code, facts: { attempts: [expect.stringMatching(reason)] } } },
        { kind: 'profiles', names: ['lo.nmconnection'] },
      ]);
    },
  );
});
