import type { ChoiceReason } from '../core/choice-reason.ts';
import type { NotChosen } from '../core/events.ts';
import type { PrecedenceRule } from './precedence.ts';
import type { VerifiedRelease } from './verified-release.ts';

export interface Ranked {
  readonly kind: 'chosen';
  readonly release: VerifiedRelease;
  readonly because: ChoiceReason;
  /** The same in English, to follow "it was chosen because". */
  readonly why: string;
  /** Every other candidate: those that might have been used in their order, then the others. */
  readonly others: readonly NotChosen[];
}

type Rules = readonly PrecedenceRule[];

/** The first of the releases, and the reason for every other one. Their order does not matter. */
export function rank(
  releases: readonly VerifiedRelease[],
  rules: Rules,
  unusable: readonly NotChosen[],
): Ranked | 'none' {
  const [best, ...outranked] = releases.toSorted((a, b) => ruleBetween(rules, a, b)?.compare(a, b) ?? 0);
  if (best === undefined) return 'none';
  const others = [...outranked.map((worse) => behind(rules, best, worse)), ...unusable];
  return { kind: 'chosen', release: best, ...whyThis(rules, best, outranked[0], unusable), others };
}

/** The rule that tells two releases apart. Two copies of one release have none. */
function ruleBetween(rules: Rules, a: VerifiedRelease, b: VerifiedRelease): PrecedenceRule | undefined {
  return rules.find((rule) => rule.compare(a, b) !== 0);
}

function behind(rules: Rules, better: VerifiedRelease, worse: VerifiedRelease): NotChosen {
  const rule = ruleBetween(rules, better, worse);
  const reason = rule?.reason(better, worse) ?? 'it is the same release once more';
  const because = rule?.because(better, worse) ?? { rule: 'copy' };
  return { id: worse.manifest.id, source: worse.source, reason, because };
}

function whyThis(
  rules: Rules,
  best: VerifiedRelease,
  second: VerifiedRelease | undefined,
  unusable: readonly NotChosen[],
): Pick<Ranked, 'because' | 'why'> {
  if (second === undefined) {
    return unusable.length === 0
      ? { because: { rule: 'only-found' }, why: 'it is the only one that was found' }
      : { because: { rule: 'only-usable' }, why: 'it is the only one that this device can use' };
  }
  const rule = ruleBetween(rules, best, second);
  if (rule === undefined) return { because: { rule: 'copy' }, why: 'it was found twice' };
  return { because: rule.because(best, second), why: rule.why(best, second) };
}
