import type { Assessed } from '../../catalog/assess.ts';
import { choose } from '../../catalog/choose.ts';
import { findCandidates } from '../../catalog/find-candidates.ts';
import { nothingUsable } from '../../catalog/nothing-usable.ts';
import type { Policy } from '../../catalog/policy.ts';
import type { Ranked } from '../../catalog/rank.ts';
import type { NotChosen } from '../../core/events.ts';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { chooseFirmware } from '../../firmware/choose-firmware.ts';

export interface ChosenReleases {
  readonly system: Ranked;
  /** Where the firmware comes from another release. */
  readonly firmware: Ranked | 'none';
}

/**
 * The releases that the agent would take, by the agent's own rules.
 * @param id the only one that is looked at, when it is given
 * @param tell told why the others are not taken when none is
 * @throws Fault SRC-…, MAN-…, SIG-… when none can be used, OPT-01 when there is none of that name; what the source throws
 */
export async function chooseRelease(
  source: RecoverySource,
  policy: Policy,
  id: string | undefined,
  tell: (refused: NotChosen) => void,
  signal: AbortSignal,
): Promise<ChosenReleases> {
  const looked: RecoverySource = id === undefined ? source : only(source, id);
  const found = await findCandidates(looked, policy, signal);
  const system = choose(found);
  if (system.kind === 'chosen') return { system, firmware: firmwareBeside(system, found) };
  for (const refused of system.others) tell(refused);
  throw nothingUsable(system.others);
}

function firmwareBeside({ release }: Ranked, found: readonly Assessed[]): Ranked | 'none' {
  const firmware = chooseFirmware(found);
  return firmware.kind === 'none' || firmware.release === release ? 'none' : firmware;
}

function only(source: RecoverySource, id: string): RecoverySource {
  return {
    label: source.label,
    location: source.location,
    async list(signal) {
      if ((await source.list(signal)).includes(id)) return [id];
      throw new Fault('OPT-01', { option: '--release', problem: `${source.label} has no release ${id}` });
    },
    readSmall: (...asked) => source.readSmall(...asked),
    openPayload: (...asked) => source.openPayload(...asked),
  };
}
