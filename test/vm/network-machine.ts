import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readManifest } from '../../src/catalog/manifest.ts';
import type { FirmwareTables } from '../../vm/acpi-table.ts';
import type { Machine } from '../../vm/machine.ts';
import type { Netbook } from '../../vm/netbook.ts';
import { RECOVERY_ENDS } from '../../vm/said.ts';
import type { NetworkRelay } from './network-relay.ts';
import { nimbus } from './nimbus.ts';

/** Of SLIRP's DHCP server, for the first netbook. */
export const DHCP_ADDRESS = '10.0.2.15/24';

const LOOK_EVERY_MS = 100;
const LIMIT_MS = 240_000;

/** A NIMBUS with a network card, from which the host is reached; what `tables` do not say is as usual. */
export async function networkNimbus(
  folder: string,
  network: 'user' | 'ipv6-only' = 'user',
  tables: Partial<FirmwareTables> = {},
): Promise<Netbook> {
  const netbook = await nimbus(folder, tables);
  return { ...netbook, hardware: { ...netbook.hardware, network } };
}

/** Waits until so many bytes have passed. @throws MachineFailure when the recovery fails before, or the time is over */
export async function downloadedTo(bytes: number, relay: NetworkRelay, machine: Machine): Promise<void> {
  const endMs = machine.sinceStartMs() + LIMIT_MS;
  while (relay.passedBytes() < bytes) {
    if (machine.serial.ended || machine.serial.lines.some(({ text }) => RECOVERY_ENDS.failed.test(text)))
      throw machine.failure(`The recovery ended after ${relay.passedBytes()} bytes`);
    if (machine.sinceStartMs() > endMs)
      throw machine.failure(`After ${LIMIT_MS / 1000} s there were ${relay.passedBytes()} bytes`);
    await wait(LOOK_EVERY_MS);
  }
}

/** What has to be fetched of a release. */
export function payloadBytes(release: string): number {
  const { payloads } = readManifest(readFileSync(join(release, 'manifest.json')));
  return payloads.reduce((sum, { bytes }) => sum + bytes, 0);
}
