import type { ChoiceReason } from '../core/choice-reason.ts';
import type { NotChosen } from '../core/events.ts';
import type { Assessed, RefusedCandidate } from './assess.ts';
import { PRECEDENCE, type PrecedenceRule } from './precedence.ts';
import { printable } from './printable.ts';
import { refusalReason } from './refusal-reason.ts';
import type { VerifiedRelease } from './verified-release.ts';

export type Choice =
  | {
      readonly kind: 'chosen';
      readonly release: VerifiedRelease;
      readonly because: ChoiceReason;
      /** The same in English, to follow "it was chosen because". */
      readonly why: string;
      /** Every other candidate: those that might have been used in their order, then the refused ones. */
      readonly others: readonly NotChosen[];
    }
  | { readonly kind: 'none'; readonly others: readonly NotChosen[] };

/** The release to load, and the reason for every other one. The order of the candidates does not matter. */
export function choose(candidates: readonly Assessed[]): Choice {
  const refused = candidates.filter((one) => one.kind === 'refused');
  const refusals = refused.toSorted(byPlace).map(asNotChosen);
  const releases = candidates.flatMap((one) => (one.kind === 'usable' ? [one.release] : []));
  const [release, ...outranked] = releases.toSorted(byPrecedence);
  if (release === undefined) return { kind: 'none', others: refusals };
  const others = [...outranked.map((worse) => behind(release, worse)), ...refusals];
  return { kind: 'chosen', release, ...whyThis(release, outranked[0], refusals), others };
}

function byPrecedence(a: VerifiedRelease, b: VerifiedRelease): number {
  return ruleBetween(a, b)?.compare(a, b) ?? 0;
}

/** The rule that tells two releases apart. Two copies of one release have none. */
function ruleBetween(a: VerifiedRelease, b: VerifiedRelease): PrecedenceRule | undefined {
  return PRECEDENCE.find((rule) => rule.compare(a, b) !== 0);
}

function behind(better: VerifiedRelease, worse: VerifiedRelease): NotChosen {
  const rule = ruleBetween(better, worse);
  const reason = rule?.reason(better, worse) ?? 'it is the same release once more';
  const because = rule?.because(better, worse) ?? { rule: 'copy' };
  return { id: worse.manifest.id, source: worse.source, reason, because };
}

function whyThis(
  best: VerifiedRelease,
  second: VerifiedRelease | undefined,
  refusals: readonly NotChosen[],
): Pick<Extract<Choice, { kind: 'chosen' }>, 'because' | 'why'> {
  if (second === undefined) {
    return refusals.length === 0
      ? { because: { rule: 'only-found' }, why: 'it is the only one that was found' }
      : { because: { rule: 'only-usable' }, why: 'it is the only one that this device can use' };
  }
  const rule = ruleBetween(best, second);
  if (rule === undefined) return { because: { rule: 'copy' }, why: 'it was found twice' };
  return { because: rule.because(best, second), why: rule.why(best, second) };
}

function byPlace(a: RefusedCandidate, b: RefusedCandidate): number {
  const [left, right] = [a, b].map(({ location, source, id, code, facts }) =>
    JSON.stringify([location, source, id, code, facts]),
  );
  return Number(String(left) > String(right)) - Number(String(left) < String(right));
}

function asNotChosen({ id, source, code, facts }: RefusedCandidate): NotChosen {
  return { id: printable(id), source, reason: refusalReason(code, facts), code, facts };
}
