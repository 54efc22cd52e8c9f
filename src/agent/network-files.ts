import { join } from 'node:path';
import { Fault } from '../core/faults.ts';
import { readStickFile } from '../host/read-stick-file.ts';
import { Secret } from '../net/secret.ts';
import type { RecoveryServer } from '../net/server/open-recovery-server.ts';
import {
  MAX_NETWORK_SETTINGS_BYTES,
  type NetworkSettings,
  readNetworkSettings,
} from '../net/settings/network-settings.ts';
import type { DevicePaths } from './device-paths.ts';

/** Longer lists and keys are a mistake. */
const MAX_KNOWN_HOSTS_BYTES = 1 << 20;
const MAX_IDENTITY_BYTES = 64 * 1024;

type ServerSettings = Exclude<NetworkSettings['server'], 'none'>;

/** `network.toml` of the stick over `defaults.toml` of the recovery root filesystem. @throws Fault NET-30, STK-02 */
export async function networkSettings({ stick, defaults }: DevicePaths): Promise<NetworkSettings> {
  return readNetworkSettings({
    stick: await readStickFile(stick, 'network.toml', MAX_NETWORK_SETTINGS_BYTES),
    defaults: await readStickFile(defaults, 'defaults.toml', MAX_NETWORK_SETTINGS_BYTES),
  });
}

/** The servers, with the files that the settings name. @throws Fault NET-14, NET-16, STK-02 */
export async function recoveryServer(server: ServerSettings, paths: DevicePaths): Promise<RecoveryServer> {
  const { hosts, user, path, proxy, knownHosts, identity } = server;
  const textOf = async (
    file: ServerSettings['identity'],
    code: 'NET-14' | 'NET-16',
    maxBytes: number,
  ): Promise<string> => {
    const folder = file.from === 'stick' ? paths.stick : paths.defaults;
    const bytes = await readStickFile(folder, file.path, maxBytes);
    if (bytes !== 'absent') return new TextDecoder().decode(bytes);
    throw new Fault(code, { file: join(file.from, file.path), problem: 'the file is missing' });
  };
  return {
    addresses: hosts,
    user,
    path,
    proxy,
    knownHosts: await textOf(knownHosts, 'NET-14', MAX_KNOWN_HOSTS_BYTES),
    identity: new Secret(await textOf(identity, 'NET-16', MAX_IDENTITY_BYTES)),
  };
}
