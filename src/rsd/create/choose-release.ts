import { type Choice, choose } from '../../catalog/choose.ts';
import { findCandidates } from '../../catalog/find-candidates.ts';
import { nothingUsable } from '../../catalog/nothing-usable.ts';
import type { Policy } from '../../catalog/policy.ts';
import type { NotChosen } from '../../core/events.ts';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';

export type ChosenRelease = Extract<Choice, { kind: 'chosen' }>;

/**
 * The release that the agent would take, by the agent's own rules.
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
): Promise<ChosenRelease> {
  const looked: RecoverySource = id === undefined ? source : only(source, id);
  const choice = choose(await findCandidates(looked, policy, signal));
  if (choice.kind === 'chosen') return choice;
  for (const refused of choice.others) tell(refused);
  throw nothingUsable(choice.others);
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
