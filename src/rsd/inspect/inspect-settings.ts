import { MAX_NETWORK_SETTINGS_BYTES, readNetworkSettings } from '../../net/settings/network-settings.ts';
import { addressName } from '../../net/settings/server-address.ts';
import type { ReadSmall } from './inspect-data.ts';
import type { Finding } from './report.ts';

const MAX_SETTINGS_BYTES = 64 * 1024;
const MAX_LINES = 200;
/** Nothing of the kind belongs into rsd.toml. Whoever has put it there anyway does not want it in a bug report. */
const SECRET = /pass|secret|private|psk|token/i;

/** The lines of `rsd.toml`, without comments and with no secret. @throws Fault MAN-03 */
export async function stickSettingsFinding(read: ReadSmall): Promise<Finding> {
  const bytes = await read('rsd.toml', MAX_SETTINGS_BYTES);
  if (bytes === 'absent') return 'none: everything is as it is by default';
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  return lines
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .slice(0, MAX_LINES)
    .map((line) =>
      SECRET.test(line) ? `${line.split('=', 1)[0]?.trim().slice(0, 64)} = (set)` : line.slice(0, 200),
    );
}

/** What `network.toml` says. Passphrases and keys are `set`. @throws Fault NET-30, MAN-03 */
export async function networkFinding(read: ReadSmall): Promise<Finding> {
  const bytes = await read('network.toml', MAX_NETWORK_SETTINGS_BYTES);
  if (bytes === 'absent') return 'none';
  const { interfaces, storeDownload, wifi, ip, server, report } = readNetworkSettings({
    stick: bytes,
    defaults: 'absent',
  });
  return {
    interfaces: interfaces.join(', '),
    storeDownload,
    wifi:
      wifi === 'ask'
        ? 'the person is asked'
        : {
            ssid: 'set',
            passphrase: wifi.passphrase === 'none' ? 'none' : 'set',
            hidden: wifi.hidden,
            security: wifi.security,
          },
    ip: ip.address === 'dhcp' ? 'DHCP' : 'fixed',
    server:
      server === 'none'
        ? 'none'
        : {
            hosts: server.hosts.map(addressName),
            user: server.user,
            path: server.path,
            knownHosts: server.knownHosts.path,
            identity: await keyAt(read, server.identity.path),
          },
    report:
      report === 'none'
        ? 'none'
        : { folder: report.folder, user: report.user, identity: await keyAt(read, report.identity.path) },
  };
}

async function keyAt(read: ReadSmall, path: string): Promise<string> {
  return `${path} (${(await isThere(read, path)) ? 'set' : 'missing'})`;
}

async function isThere(read: ReadSmall, path: string): Promise<boolean> {
  return (await read(path, MAX_SETTINGS_BYTES)) !== 'absent';
}
