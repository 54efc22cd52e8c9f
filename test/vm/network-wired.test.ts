import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { TEXTS } from '../../src/ui/texts.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { machineFolder } from './machine-folder.ts';
import { loggedEvents, newsOf } from './network-events.ts';
import { DHCP_ADDRESS, downloadedTo, networkNimbus, payloadBytes } from './network-machine.ts';
import { networkRelay } from './network-relay.ts';
import { placesOfKey } from './network-secrets.ts';
import { networkStick } from './network-stick.ts';
import { stickTexts } from './network-stick-files.ts';
import { poweredOn } from './powered-on.ts';
import { recoveryServer } from './recovery-server.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const CUT_MS = 15_000;
const LIMIT_MS = 60_000;
/** What may be fetched twice when the cable is out: what was on the way. */
const SLACK_BYTES = 16 << 20;
const ALL_FAIL = new RegExp(TEXTS.network.allFail({ problem: '' }));
const STATIC_ADDRESS = '10.0.2.50/24';
const STATIC_IP = `[ip]\naddress = "${STATIC_ADDRESS}"\ngateway = "10.0.2.2"\n`;

const releases = inject('releases');

test('a netbook recovers from a server over a cable, and the next one from what is then on the stick', async () => {
  const [folder, nextFolder] = [machineFolder('network-dhcp'), machineFolder('network-next')];
  await using server = await recoveryServer(join(folder, 'server'), [releases.current, releases.older]);
  const stick = await networkStick(folder, server);
  const netbook = await networkNimbus(folder);
  {
    await using machine = (await poweredOn(netbook, { stick })).machine;
    await unattendedRecovery(machine);
  }
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  const events = loggedEvents(await stickTexts(stick));
  expect(newsOf(events, 'link-up')[0]?.link.addresses).toContain(DHCP_ADDRESS);
  expect(events).toContainEqual({ kind: 'stored', release: SYSTEMS.current.id });

  const fetchedBytes = server.relay.passedBytes();
  const next = await networkNimbus(nextFolder);
  {
    await using machine = (await poweredOn(next, { stick })).machine;
    await machine.cable.pull();
    await unattendedRecovery(machine);
  }
  expect(await startOs(next, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  expect(server.relay.passedBytes()).toBe(fetchedBytes);
  const traces = { folders: [folder, nextFolder], stickTexts: await stickTexts(stick) };
  expect(placesOfKey(server.identity, traces)).toEqual(['keys/id_ed25519']);
});

test('a netbook with an address of its own goes on when its cable was out in the middle of the download', async () => {
  const folder = machineFolder('network-cut');
  await using server = await recoveryServer(join(folder, 'server'), [releases.current]);
  const network = `store_download = false\n${server.stickFiles['network.toml']}${STATIC_IP}`;
  const stick = await networkStick(folder, server, { 'network.toml': network });
  const netbook = await networkNimbus(folder);
  const totalBytes = payloadBytes(releases.current);
  {
    await using machine = (await poweredOn(netbook, { stick })).machine;
    await downloadedTo(totalBytes / 2, server.relay, machine);
    await machine.cable.pull();
    const plugged = wait(CUT_MS).then(() => machine.cable.plugIn());
    await machine.expect({ told: ALL_FAIL }, LIMIT_MS);
    await plugged;
    await unattendedRecovery(machine);
  }
  console.log(`${server.relay.passedBytes()} bytes came of ${totalBytes}, with a cut`);
  expect(server.relay.passedBytes()).toBeLessThan(totalBytes + SLACK_BYTES);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  const texts = await stickTexts(stick);
  const events = loggedEvents(texts);
  const addresses = newsOf(events, 'link-up').flatMap(({ link }) => link.addresses);
  expect(addresses).toContain(STATIC_ADDRESS);
  expect(addresses).not.toContain(DHCP_ADDRESS);
  expect(newsOf(events, 'server-waiting')).not.toEqual([]);
  expect(placesOfKey(server.identity, { folders: [folder], stickTexts: texts })).toEqual(['keys/id_ed25519']);
});

test('a netbook recovers in a network that has IPv6 alone', async () => {
  const folder = machineFolder('network-ipv6');
  await using server = await recoveryServer(join(folder, 'server'), [releases.current]);
  await using relay = await networkRelay(server.port, '::1');
  const inIpv6 = (path: string): string =>
    `${server.stickFiles[path]}`.replace(/\[?10\.0\.2\.2\]?:\d+/, `[fec0::2]:${relay.port}`);
  const stick = await networkStick(folder, server, {
    'network.toml': inIpv6('network.toml'),
    'keys/known_hosts': inIpv6('keys/known_hosts'),
  });
  const netbook = await networkNimbus(folder, 'ipv6-only');
  {
    await using machine = (await poweredOn(netbook, { stick })).machine;
    await unattendedRecovery(machine);
  }
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  const events = loggedEvents(await stickTexts(stick));
  const addresses = newsOf(events, 'link-up').flatMap(({ link }) => link.addresses);
  expect(addresses).not.toEqual([]);
  expect(addresses.filter((address) => !address.includes(':'))).toEqual([]);
});
