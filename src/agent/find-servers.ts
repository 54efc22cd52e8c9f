import { randomUUID } from 'node:crypto';
import type { DeviceModel } from '../core/device.ts';
import type { Emit } from '../core/events.ts';
import type { FaultCode } from '../core/fault-catalogue.ts';
import { isFault, toFault } from '../core/faults.ts';
import type { LinkKind } from '../core/link-event.ts';
import type { Clock } from '../core/ports.ts';
import { networkManagerTools } from '../host/network-manager.ts';
import { bringUpLink } from '../net/link/bring-up-link.ts';
import type { AskForWifi } from '../net/link/link-desk.ts';
import { nmcliNetworkManager } from '../net/link/nmcli-network-manager.ts';
import { hostsBySerial } from '../net/server/hosts-by-serial.ts';
import { openRecoveryServer, type RecoveryServer } from '../net/server/open-recovery-server.ts';
import type { Patience } from '../net/server/trouble.ts';
import type { NetworkSettings } from '../net/settings/network-settings.ts';
import type { DevicePaths } from './device-paths.ts';
import { networkSettings, recoveryServer } from './network-files.ts';
import type { NamedServers, NetworkSource } from './recovery-ports.ts';

export interface NetworkPorts {
  readonly paths: DevicePaths;
  readonly askForWifi: AskForWifi | 'nobody-is-there';
  readonly presence: 'attended' | 'unattended';
  readonly clock: Clock;
  /** A random whole number from 0 to `below` - 1. */
  readonly randomBelow: (below: number) => number;
  readonly emit: Emit;
}

/** A server may be restarting, and a person may have to find the cable that they stumbled over. */
const PATIENCE: Patience = { firstDelayMs: 1000, maxDelayMs: 15_000, giveUpMs: 300_000 };
/** While there is another link to try. */
const HASTE: Patience = { firstDelayMs: 1000, maxDelayMs: 4000, giveUpMs: 15_000 };
/** What a link that leads somewhere else looks like. */
const NO_WAY: ReadonlySet<FaultCode> = new Set(['NET-01', 'NET-02', 'NET-03', 'NET-10']);

/**
 * The servers that `network.toml` names for `device`, or `'none'`. Nobody is called before `connect`, which makes a link
 * first; a simulated device uses the links of the computer that it runs on.
 * @throws Fault NET-30, STK-02
 */
export async function findServers(device: DeviceModel, ports: NetworkPorts): Promise<NamedServers | 'none'> {
  const settings = await networkSettings(ports.paths);
  const { server } = settings;
  if (server === 'none') return 'none';
  const hosts = server.order === 'by-serial' ? hostsBySerial(server.hosts, device.serial) : server.hosts;
  return { connect: (signal) => connect(settings, { ...server, hosts }, ports, signal) };
}

async function connect(
  settings: NetworkSettings,
  named: Exclude<NetworkSettings['server'], 'none'>,
  ports: NetworkPorts,
  signal: AbortSignal,
): Promise<NetworkSource> {
  const { paths, clock, emit } = ports;
  const server = await recoveryServer(named, paths);
  await delayStart(named.startJitterMs, ports, signal);
  if (paths.root === '/') await makeLink(settings, server, ports, signal);
  const source = await openRecoveryServer(
    server,
    patienceOf(ports),
    clock,
    (news) => emit({ kind: 'network', news }),
    signal,
  );
  return { source, keep: settings.storeDownload ? 'on-the-stick' : 'nothing' };
}

/** Where a person looks on, there are not many devices, and the countdown is the same each time. */
function patienceOf({ presence, randomBelow }: NetworkPorts): Patience {
  return presence === 'attended' ? PATIENCE : { ...PATIENCE, randomBelow };
}

/** Many devices that are switched on together call one after the other. Where a person looks on, there are not many. */
async function delayStart(
  jitterMs: number,
  { presence, randomBelow, clock, emit }: NetworkPorts,
  signal: AbortSignal,
): Promise<void> {
  if (presence === 'attended' || jitterMs === 0) return;
  const delayMs = randomBelow(jitterMs);
  emit({ kind: 'network', news: { kind: 'start-delayed', delayMs } });
  await clock.sleep(delayMs, signal);
}

/** Takes the first link that leads to a server. When none does, the first that works: the server may come yet. */
async function makeLink(
  settings: NetworkSettings,
  server: RecoveryServer,
  { askForWifi, clock, emit }: NetworkPorts,
  signal: AbortSignal,
): Promise<void> {
  const networkManager = nmcliNetworkManager(networkManagerTools());
  const ports = { networkManager, clock, askForWifi, newUuid: () => randomUUID() };
  const make = (interfaces: readonly LinkKind[]) =>
    bringUpLink({ ...settings, interfaces }, ports, (news) => emit({ kind: 'network', news }), signal);
  const first = await make(settings.interfaces);
  const others = settings.interfaces.slice(settings.interfaces.indexOf(first.kind) + 1);
  if (others.length === 0 || (await leadsTo(server, clock, emit, signal)) === 'server') return;
  try {
    await make(others);
  } catch (error) {
    signal.throwIfAborted();
    if (isFault(toFault(error), 'BUG-00')) throw error;
    // Each failure has been told. What is left is the link that works, and to wait for the server.
    await make([first.kind]);
  }
}

async function leadsTo(
  server: RecoveryServer,
  clock: Clock,
  emit: Emit,
  signal: AbortSignal,
): Promise<'server' | 'nowhere'> {
  await using source = await openRecoveryServer(
    server,
    HASTE,
    clock,
    (news) => emit({ kind: 'network', news }),
    signal,
  );
  try {
    await source.list(signal);
    return 'server';
  } catch (error) {
    signal.throwIfAborted();
    if (NO_WAY.has(toFault(error).code)) return 'nowhere';
    throw error;
  }
}
