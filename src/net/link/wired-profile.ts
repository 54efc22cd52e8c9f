import type { IpSettings } from '../settings/network-settings.ts';
import { ipSections } from './ip-sections.ts';
import { keyfile } from './keyfile.ts';
import type { LinkProfile } from './network-manager.ts';

/** A link over a cable, within a VLAN if there is one. It waits until it is activated. */
export function wiredProfile(uuid: string, adapter: string, ip: IpSettings): LinkProfile {
  const device = ip.vlan === 'none' ? adapter : `vlan${ip.vlan}`;
  const connection = {
    id: `rsd-${device}`,
    uuid,
    'interface-name': device,
    autoconnect: false,
  };
  // Flag 1: the order of the headers is kept, which is what switches expect.
  const sections =
    ip.vlan === 'none'
      ? { connection: { ...connection, type: 'ethernet' } }
      : {
          connection: { ...connection, type: 'vlan' },
          vlan: { id: ip.vlan, parent: adapter, flags: 1 },
        };
  return { uuid, device, keyfile: keyfile({ ...sections, ...ipSections(ip) }) };
}
