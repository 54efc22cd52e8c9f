import { Fault, toFault } from '../../core/faults.ts';
import type { NetworkManagerTools, NmcliResult } from '../../core/network-manager-tools.ts';
import { quoted } from '../quoted.ts';
import { BUS_MATCHES, type BusSignal, busSignal } from './bus-signal.ts';
import type { LinkChange, LinkProfile, NetworkDevice, NetworkManager } from './network-manager.ts';
import { LIST_DEVICES, nmcliDevices } from './nmcli-devices.ts';
import { nmcliFields } from './nmcli-fields.ts';
import { LIST_WIFI, nmcliWifiList } from './nmcli-wifi-list.ts';
import { listByNodeWifi, nodeWifiList } from './node-wifi-list.ts';

/** nmcli(1): success, failed activation, NetworkManager is not running, and no such thing. */
const STATUS = { done: 0, notRunning: 8, absent: 10 };
const KEYFILE = /^rsd-.*\.nmconnection$/;
/** nmcli returns when it has asked, not when it is done: `watch` tells of that. */
const AT_ONCE: readonly string[] = ['--wait', '0', '--colors', 'no'];
/** Without a wait nmcli would call it a failure that what it ends has not ended yet. */
const WAITING: readonly string[] = ['--wait', '10', '--colors', 'no'];
const LIST_PROFILES: readonly string[] = [
  '--terse',
  '--colors',
  'no',
  '--fields',
  'UUID,FILENAME',
  'connection',
  'show',
];
/** What has to be undone is undone after a stop, too. */
const NEVER: AbortSignal = new AbortController().signal;

/** NetworkManager by way of nmcli and the signals on the system bus. */
export function nmcliNetworkManager(tools: NetworkManagerTools): NetworkManager {
  const run = async (args: readonly string[], signal: AbortSignal = NEVER): Promise<string> => {
    const result = await tools.nmcli(args, signal);
    if (result.status !== STATUS.done) throw failure(result);
    return result.stdout;
  };
  const runIfThere = async (args: readonly string[]): Promise<void> => {
    const result = await tools.nmcli([...WAITING, ...args], NEVER);
    if (result.status !== STATUS.done && result.status !== STATUS.absent) throw failure(result);
  };
  const list = async (signal: AbortSignal): Promise<readonly NetworkDevice[]> =>
    nmcliDevices(await run(LIST_DEVICES, signal));
  return {
    list,
    async scan(device, signal) {
      // Both refuse when there is nothing to do, or when the last scan was a moment ago: the list says what is known.
      await tools.nmcli([...AT_ONCE, 'radio', 'wifi', 'on'], signal);
      await tools.nmcli([...AT_ONCE, 'device', 'wifi', 'rescan', 'ifname', device], signal);
      const byNodeWifi = await tools.nmcli(listByNodeWifi(device), signal);
      return nodeWifiList(byNodeWifi.stdout, nmcliWifiList(await run([...LIST_WIFI, device], signal)));
    },
    async addProfile(profile) {
      const path = await tools.writeKeyfile(keyfileName(profile), profile.keyfile.reveal());
      await run(['connection', 'load', path]);
    },
    async activate({ uuid, device }, signal) {
      const { status, stderr } = await tools.nmcli([...AT_ONCE, 'connection', 'up', 'uuid', uuid], signal);
      if (status === STATUS.notRunning) throw failure({ status, stdout: '', stderr });
      if (status !== STATUS.done) throw new Fault('NET-41', { device, problem: quoted(firstLine(stderr)) });
    },
    // Not persistent: it stays in /run, where the restart of the device removes it.
    keep: async ({ uuid }) => {
      await run([
        'connection',
        'modify',
        '--temporary',
        'uuid',
        uuid,
        'connection.autoconnect',
        'yes',
        'connection.autoconnect-retries',
        '0',
      ]);
    },
    deactivate: ({ uuid }) => runIfThere(['connection', 'down', 'uuid', uuid]),
    async remove(profile) {
      await runIfThere(['connection', 'delete', 'uuid', profile.uuid]);
      await tools.removeKeyfile(keyfileName(profile));
    },
    async removeLeftovers() {
      const profiles = (await run(LIST_PROFILES)).split('\n').map(nmcliFields);
      const ours = profiles.filter(([, path = '']) => KEYFILE.test(path.split('/').at(-1) ?? ''));
      for (const [uuid = ''] of ours) await runIfThere(['connection', 'delete', 'uuid', uuid]);
    },
    watch: (onChange) => watch(tools, list, onChange),
  };
}

function keyfileName({ uuid }: LinkProfile): string {
  return `rsd-${uuid}.nmconnection`;
}

function failure({ status, stderr }: NmcliResult): Fault {
  const problem = status === STATUS.notRunning ? 'NetworkManager is not running' : quoted(firstLine(stderr));
  return new Fault('NET-39', { problem, status });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

async function watch(
  tools: NetworkManagerTools,
  list: NetworkManager['list'],
  onChange: (change: LinkChange) => void,
): Promise<AsyncDisposable> {
  let names: ReadonlyMap<string, string> = new Map();
  // One after the other, in the order of the bus: a device that is new has to be looked up first.
  let told = Promise.resolve();
  const tell = async (signal: BusSignal): Promise<void> => {
    if (signal.kind === 'device' && !names.has(signal.path))
      names = new Map((await list(NEVER)).map(({ path, name }) => [path, name]));
    for (const change of changesOf(signal, names)) onChange(change);
  };
  const lost = (problem: string): void => onChange({ kind: 'lost', problem });
  return tools.monitorBus(
    BUS_MATCHES,
    (line) => {
      told = told.then(() => tell(busSignal(line))).catch((error: unknown) => lost(toFault(error).message));
    },
    lost,
  );
}

function changesOf(signal: BusSignal, names: ReadonlyMap<string, string>): readonly LinkChange[] {
  if (signal.kind === 'other') return [];
  if (signal.kind === 'device') {
    const device = names.get(signal.path);
    return device === undefined ? [] : [{ ...signal, device }];
  }
  const { state, authentication } = signal;
  return [
    ...(authentication === null ? [] : [{ kind: 'authentication' as const, status: authentication }]),
    ...(state === 'associated' || state === '4way_handshake' ? [{ kind: 'association' as const }] : []),
  ];
}
