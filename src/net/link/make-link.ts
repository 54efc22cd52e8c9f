import { Fault } from '../../core/faults.ts';
import type { Link } from '../../core/link-event.ts';
import { type AttemptProgress, BEGUN, progressAfter } from './attempt-progress.ts';
import type { LinkDesk } from './link-desk.ts';
import { type AttemptFacts, linkFault } from './link-fault.ts';
import type { LinkChange, LinkProfile } from './network-manager.ts';
import { waitingReason } from './waiting-reason.ts';

/** Longer than NetworkManager's own limits: 25 s to get into a WiFi network, 30 s for a router, 60 s for DHCP. */
const LIMIT_MS = 100_000;
const LOOK_MS = 250;
const TELL_MS = 10_000;

/**
 * Makes a link by a profile. When it does not come about, the profile is gone again, and with it the passphrase.
 * @throws Fault NET-31 to NET-37 and NET-40 to NET-42 as `linkFault` decides, NET-39
 */
export async function makeLink(
  profile: LinkProfile,
  about: Omit<AttemptFacts, 'tookMs' | 'address'>,
  desk: LinkDesk,
): Promise<Link> {
  const { networkManager, clock, tell, changes, signal } = desk;
  const facts = { ...about, address: addressKind(desk) };
  tell({ kind: 'link-trying', link: facts.link, device: facts.device, network: facts.network });
  forgetAttempts(changes);
  const begunMs = clock.nowMs();
  try {
    await networkManager.addProfile(profile);
    await networkManager.activate(profile, signal);
    const end = await endOf(profile.device, facts, begunMs, desk);
    if (end.phase !== 'up') throw linkFault(end, { ...facts, tookMs: clock.nowMs() - begunMs });
    await networkManager.keep(profile);
    return await described(profile.device, facts, desk);
  } catch (error) {
    // What fails here would hide why there is no link. The profile is in memory only and starts nothing by itself.
    await networkManager.deactivate(profile).catch(() => undefined);
    await networkManager.remove(profile).catch(() => undefined);
    throw error;
  }
}

/** What the attempt before this one was told; not that nothing can be heard any more. */
function forgetAttempts(changes: LinkChange[]): void {
  changes.splice(0, changes.length, ...changes.filter(({ kind }) => kind === 'lost'));
}

function addressKind({ settings }: LinkDesk): AttemptFacts['address'] {
  return settings.ip.address === 'dhcp' ? 'dhcp' : 'static';
}

async function endOf(
  device: string,
  facts: Omit<AttemptFacts, 'tookMs'>,
  begunMs: number,
  desk: LinkDesk,
): Promise<AttemptProgress> {
  const { clock, tell, changes, signal } = desk;
  for (let tellMs = TELL_MS; ; ) {
    const progress = changes.reduce((now, change) => progressAfter(now, change, device), BEGUN);
    if (progress.phase === 'up' || progress.phase === 'over') return progress;
    refuseDeaf(desk);
    const waitedMs = clock.nowMs() - begunMs;
    if (waitedMs >= LIMIT_MS) return atLast(device, progress, desk);
    if (waitedMs >= tellMs) {
      const { link, network } = facts;
      const what = waitingReason(progress.state, facts, waitedMs);
      tell({ kind: 'link-waiting', link, device, network, ...what, waitedMs: Math.round(waitedMs) });
      tellMs += TELL_MS;
    }
    await clock.sleep(LOOK_MS, signal);
  }
}

function refuseDeaf({ changes }: LinkDesk): void {
  const lost = changes.find(({ kind }) => kind === 'lost');
  if (lost?.kind === 'lost') throw new Fault('NET-39', { problem: lost.problem });
}

/** A signal may have been lost: what counts in the end is what is there. */
async function atLast(
  device: string,
  progress: AttemptProgress,
  { networkManager, signal }: LinkDesk,
): Promise<AttemptProgress> {
  const isUp = (await networkManager.list(signal)).some(
    ({ name, state }) => name === device && state === 'activated',
  );
  return { ...progress, phase: isUp ? 'up' : 'over', reason: 0 };
}

async function described(
  device: string,
  { link, network }: Omit<AttemptFacts, 'tookMs'>,
  { networkManager, signal }: LinkDesk,
): Promise<Link> {
  const found = (await networkManager.list(signal)).find(({ name }) => name === device);
  if (found === undefined) throw new Fault('NET-31', { link, device });
  const { addresses, gateways, dns } = found;
  return { kind: link, device, network, addresses, gateways, dns };
}
