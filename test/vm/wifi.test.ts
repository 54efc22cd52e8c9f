import { join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import type { Machine } from '../../vm/machine.ts';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { type AirSoftware, airSoftware } from './air/air-software.ts';
import { ATTEMPTS, SECRET_WORDS } from './air/attempts.ts';
import { MARK, RELEASE } from './air/files.ts';
import { NETWORKS, subnetOf } from './air/networks.ts';
import { machineFolder } from './machine-folder.ts';
import { stickTexts } from './network-stick-files.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const SETUP_LIMIT_MS = 300_000;
const LIMIT_MS = 400_000;
const SETTINGS = { unattended: true, target: 'built-in' } as const;

const releases = inject('releases');
let air: AirSoftware;

beforeAll(async () => {
  air = await airSoftware([releases.otherModel], console.log);
}, SETUP_LIMIT_MS);

test('every kind of WiFi network is joined and read from, each failure has its fault, and no passphrase is seen', async () => {
  const folder = machineFolder('wifi-networks');
  const netbook = await nimbus(folder);
  const { software, sha256 } = air;
  // The netbook then tries the networks, instead of recovering.
  const commandLine = `${software.commandLine} air.attempts`;
  const kernel = packRecoveryKernel(software, { commandLine }, join(folder, 'kernel.img'));
  const tampering = { kernelA: kernel, kernelB: kernel };
  const stick = join(folder, 'stick.img');
  await recoveryStick({ software, releases: [], settings: SETTINGS, tampering }, stick);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const { text: end } = await machine.expect({ end: new RegExp(`${MARK}.*"kind":"end"`) }, LIMIT_MS);
  const said = machine.serial.lines.map(({ text }) => text).filter((text) => text.includes(MARK));
  console.log(said.join('\n'));

  const outcomes = said.map(lineOf).filter(({ kind }) => kind === 'attempt');
  expect(outcomes).toEqual(
    ATTEMPTS.map(({ name, ssid, end: wanted, address }) => {
      const read = {
        network: ssid,
        addresses: expect.arrayContaining([expect.stringMatching(`^${address.replace(/1$/, '')}`)]),
        releases: expect.arrayContaining([RELEASE]),
        sha256,
      };
      return expect.objectContaining({ name, end: wanted, ...(wanted === 'read' ? read : {}) });
    }),
  );
  const { passphrases, canary, nmcli, regulatory } = lineOf(end);
  expect(passphrases).toEqual({});
  expect(Object.keys(canary ?? {}).length).toBe(4);
  expect(nmcli).toBeGreaterThan(0);
  expect(secretsIn(machine)).toEqual([]);
  // The database of channels was unpacked by the kernel, and it trusts the signature.
  expect(regulatory).toContainEqual(expect.stringContaining('direct-loading firmware regulatory.db.p7s'));
  expect(regulatory?.filter((line) => /malformed|cfg80211: failed/.test(line))).toEqual([]);
});

interface Line {
  readonly kind: string;
  readonly passphrases?: object;
  readonly canary?: object;
  readonly nmcli?: number;
  readonly regulatory?: readonly string[];
}

function lineOf(text: string): Line {
  return JSON.parse(text.slice(text.indexOf(MARK) + MARK.length));
}

test('a netbook recovers over a WPA3 network from a server, and starts', async () => {
  const folder = machineFolder('wifi-recovery');
  const netbook = await nimbus(folder, { hwid: 'CIRRUS X9Y', sku: 7 });
  const { ssid, passphrase } = NETWORKS.wpa3;
  const network = [
    '[wifi]',
    `ssid = ${JSON.stringify(ssid)}`,
    `passphrase = ${JSON.stringify(passphrase)}`,
    '[server]',
    `hosts = ["${subnetOf('wpa3')}.1:2222"]`,
    'known_hosts = "keys/known_hosts"',
    'identity = "keys/id_ed25519"',
  ];
  const stick = join(folder, 'stick.img');
  const files = { ...air.stickFiles, 'network.toml': network.join('\n') };
  const sizeBytes = 1 << 30;
  await recoveryStick({ software: air.software, releases: [], settings: SETTINGS, files, sizeBytes }, stick);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  const { completeAtMs } = await unattendedRecovery(machine);
  console.log(`recovered over WiFi after ${(completeAtMs / 1000).toFixed(1)} s`);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.otherModel));
  expect(secretsIn(machine)).toEqual([]);
  const onStick = Object.entries(await stickTexts(stick));
  const places = onStick.filter(([, text]) => SECRET_WORDS.some((word) => text.includes(word)));
  // The logs and the report are among those that were looked at.
  expect(onStick.length).toBeGreaterThan(3);
  expect(places.map(([path]) => path)).toEqual(['network.toml']);
});

/** What of the passphrases was on the serial console. */
function secretsIn({ serial }: Machine): readonly string[] {
  const log = serial.lines.map(({ text }) => text).join('\n');
  return SECRET_WORDS.filter((word) => log.includes(word));
}
