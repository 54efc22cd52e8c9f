import { Fault } from '../../core/faults.ts';
import type { Link } from '../../core/link-event.ts';
import type { WifiSettings } from '../settings/network-settings.ts';
import type { Ssid } from '../settings/ssid.ts';
import type { AskForWifi, LinkDesk, TryLinks } from './link-desk.ts';
import { linkFaultOf } from './link-fault-of.ts';
import { makeLink } from './make-link.ts';
import type { NetworkDevice, WifiNetwork } from './network-manager.ts';
import { planWifi } from './plan-wifi.ts';
import { ssidText } from './ssid-text.ts';
import { wifiChoices } from './wifi-choices.ts';
import { wifiProfile } from './wifi-profile.ts';

/** For adapters that the kernel still starts, and whose firmware is loaded. */
const ADAPTER_MS = 10_000;
/** Some access points are heard only in the third or fourth scan; the first one is often empty. */
const HEAR_MS = 20_000;
const HEAR_ANY_MS = 6000;
const LOOK_MS = 2000;

/** Tries the network of the settings; without one the person is asked until a network works or they give up. */
export const tryWireless: TryLinks = async (desk) => {
  const { settings, askForWifi, failed } = desk;
  try {
    const adapter = await adapterOf(desk);
    if (settings.wifi !== 'ask') return await joined(adapter, settings.wifi, desk);
    if (askForWifi === 'nobody-is-there') throw new Fault('NET-38', { device: adapter });
    return await asked(adapter, askForWifi, desk);
  } catch (error) {
    failed('wireless', linkFaultOf(error));
    return 'none';
  }
};

/** @throws Fault NET-31, NET-42 */
async function adapterOf({ networkManager, clock, signal }: LinkDesk): Promise<string> {
  const begunMs = clock.nowMs();
  for (;;) {
    const adapters = (await networkManager.list(signal)).filter(isUsable);
    const ready = adapters.find(({ state }) => state !== 'unavailable');
    if (ready !== undefined) return ready.name;
    const [idle] = adapters;
    if (clock.nowMs() - begunMs >= ADAPTER_MS) {
      if (idle === undefined) throw new Fault('NET-31', { link: 'wireless' });
      throw new Fault('NET-42', { device: idle.name, reason: idle.reason });
    }
    // It switches WiFi on, if it is only switched off.
    if (idle !== undefined) await networkManager.scan(idle.name, signal);
    await clock.sleep(LOOK_MS, signal);
  }
}

function isUsable({ kind, state }: NetworkDevice): boolean {
  return kind === 'wireless' && state !== 'unmanaged';
}

async function joined(device: string, wifi: WifiSettings, desk: LinkDesk): Promise<Link> {
  // A hidden network says nothing by itself: it is looked for when it is joined.
  const heard = await hear(device, wifi.hidden ? 'any' : wifi.ssid, desk);
  const plan = planWifi(wifi, heard);
  return makeLink(
    wifiProfile(desk.newUuid(), device, plan.access, desk.settings.ip),
    {
      link: 'wireless',
      device,
      network: ssidText(wifi.ssid),
      heard: plan.heard,
      passphrase: wifi.passphrase === 'none' ? 'none' : 'given',
    },
    desk,
  );
}

/** Scans until the network is heard, or any. */
async function hear(
  device: string,
  wanted: Ssid | 'any',
  { networkManager, clock, tell, signal }: LinkDesk,
): Promise<readonly WifiNetwork[]> {
  const limitMs = wanted === 'any' ? HEAR_ANY_MS : HEAR_MS;
  const begunMs = clock.nowMs();
  for (let scans = 0; ; scans += 1) {
    const networks = await networkManager.scan(device, signal);
    const isHeard = networks.some(({ ssid }) => wanted === 'any' || ssid === wanted);
    if (isHeard || clock.nowMs() - begunMs >= limitMs) return networks;
    if (scans === 0)
      tell({ kind: 'link-waiting', link: 'wireless', device, ...unheard(wanted), waitedMs: 0 });
    await clock.sleep(LOOK_MS, signal);
  }
}

function unheard(wanted: Ssid | 'any') {
  if (wanted === 'any')
    return { network: '', missing: 'any-network', reason: 'no WiFi network so far' } as const;
  const network = ssidText(wanted);
  return { network, missing: 'network', reason: `no network "${network}" so far` } as const;
}

async function asked(device: string, ask: AskForWifi, desk: LinkDesk): Promise<Link | 'none'> {
  const { networkManager, failed, signal } = desk;
  const rescan = async () => wifiChoices(await networkManager.scan(device, signal));
  let before: Fault | 'none' = 'none';
  for (;;) {
    const networks = wifiChoices(await hear(device, 'any', desk));
    const answer = await ask({ networks, before, rescan }, signal);
    if (answer === 'give-up') {
      if (before === 'none') throw new Fault('NET-38', { device });
      return 'none';
    }
    try {
      return await joined(device, answer, desk);
    } catch (error) {
      before = linkFaultOf(error);
      failed('wireless', before);
    }
  }
}
