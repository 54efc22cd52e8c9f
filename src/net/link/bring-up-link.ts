import { Fault, isFault } from '../../core/faults.ts';
import type { Link, LinkEvent, LinkKind } from '../../core/link-event.ts';
import type { LinkDesk, LinkPorts, LinkSettings, TryLinks } from './link-desk.ts';
import { linkReason } from './link-reason.ts';
import { mostTelling } from './most-telling.ts';
import type { LinkChange } from './network-manager.ts';
import { tryWired } from './try-wired.ts';
import { tryWireless } from './try-wireless.ts';

/** NetworkManager starts beside the agent. */
const START_MS = 15_000;
const LOOK_MS = 500;
const TRY: Readonly<Record<LinkKind, TryLinks>> = { wired: tryWired, wireless: tryWireless };

/**
 * Makes the first link that works, in the order of the settings. Every wait is bounded but that for a person. The
 * link stays up, and comes back by itself when it was lost, until this is called again: when there is no way to the
 * server over it, with the rest of the interfaces.
 * @throws of all the failures the one that got furthest (Fault NET-31 to NET-38, NET-40 to NET-42) with the reasons of
 * all of them as `attempts`; Fault NET-39; the signal's reason
 */
export async function bringUpLink(
  settings: LinkSettings,
  ports: LinkPorts,
  tell: (event: LinkEvent) => void,
  signal: AbortSignal,
): Promise<Link> {
  const faults: Fault[] = [];
  const failed = (link: LinkKind, fault: Fault): void => {
    faults.push(fault);
    tell({ kind: 'link-failed', link, code: fault.code, facts: fault.facts, reason: linkReason(fault) });
  };
  const changes: LinkChange[] = [];
  const desk: LinkDesk = { ...ports, settings, tell, failed, changes, signal };
  await started(desk);
  await ports.networkManager.removeLeftovers();
  await using held = new AsyncDisposableStack();
  held.use(await ports.networkManager.watch((change) => changes.push(change)));
  for (const kind of settings.interfaces) {
    const link = await TRY[kind](desk);
    if (link === 'none') continue;
    tell({ kind: 'link-up', link });
    return link;
  }
  throw withAll(faults);
}

async function started({ networkManager, clock, signal }: LinkDesk): Promise<void> {
  const begunMs = clock.nowMs();
  for (;;) {
    try {
      await networkManager.list(signal);
      return;
    } catch (error) {
      if (!isFault(error, 'NET-39') || clock.nowMs() - begunMs >= START_MS) throw error;
      await clock.sleep(LOOK_MS, signal);
    }
  }
}

function withAll(faults: readonly Fault[]): Fault {
  const attempts = faults.map(linkReason);
  const told = mostTelling(faults);
  return told === undefined
    ? new Fault('NET-41', { problem: 'no interface is allowed', attempts })
    : new Fault(told.code, { ...told.facts, attempts }, { cause: told });
}
