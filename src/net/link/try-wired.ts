import { Fault } from '../../core/faults.ts';
import type { LinkDesk, TryLinks } from './link-desk.ts';
import { linkFaultOf } from './link-fault-of.ts';
import { makeLink } from './make-link.ts';
import type { NetworkDevice } from './network-manager.ts';
import { wiredProfile } from './wired-profile.ts';

/** For adapters that the kernel still starts, and for the two ends of a cable to agree. */
const CABLE_MS = 10_000;
const LOOK_MS = 500;

/** Tries every wired adapter that has a cable in it. */
export const tryWired: TryLinks = async (desk) => {
  const tried = new Set<string>();
  for (;;) {
    const adapter = await nextWithCable(desk, tried);
    if (adapter === 'none') return 'none';
    tried.add(adapter.name);
    try {
      return await makeLink(
        wiredProfile(desk.newUuid(), adapter.name, desk.settings.ip),
        { link: 'wired', device: adapter.name, network: '', heard: 'unheard', passphrase: 'none' },
        desk,
      );
    } catch (error) {
      desk.failed('wired', linkFaultOf(error));
    }
  }
};

async function nextWithCable(desk: LinkDesk, tried: ReadonlySet<string>): Promise<NetworkDevice | 'none'> {
  const { networkManager, clock, failed, signal } = desk;
  const begunMs = clock.nowMs();
  for (let looks = 0; ; looks += 1) {
    const wired = (await networkManager.list(signal)).filter(isUsable);
    const next = wired.find(
      ({ name, cable, state }) => cable !== 'out' && state !== 'unavailable' && !tried.has(name),
    );
    if (next !== undefined) return next;
    // Time enough went by with the adapters that were tried.
    if (tried.size > 0) return 'none';
    if (clock.nowMs() - begunMs >= CABLE_MS) {
      failed('wired', withoutCable(wired));
      return 'none';
    }
    if (looks === 0) tellOfWaiting(wired, desk);
    await clock.sleep(LOOK_MS, signal);
  }
}

function tellOfWaiting(wired: readonly NetworkDevice[], { tell }: LinkDesk): void {
  const device = wired[0]?.name ?? '';
  const what =
    wired.length === 0
      ? ({ missing: 'adapter', reason: 'no wired network adapter so far' } as const)
      : ({ missing: 'cable', reason: 'no cable so far' } as const);
  tell({ kind: 'link-waiting', link: 'wired', device, network: '', ...what, waitedMs: 0 });
}

function isUsable({ kind, state }: NetworkDevice): boolean {
  return kind === 'wired' && state !== 'unmanaged';
}

function withoutCable(wired: readonly NetworkDevice[]): Fault {
  return wired.length === 0
    ? new Fault('NET-31', { link: 'wired' })
    : new Fault('NET-32', { link: 'wired', devices: wired.map(({ name }) => name) });
}
