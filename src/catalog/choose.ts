import type { NotChosen } from '../core/events.ts';
import type { Assessed, RefusedCandidate } from './assess.ts';
import { isFirmwareOnly } from './is-firmware-only.ts';
import { precedence } from './precedence.ts';
import { printable } from './printable.ts';
import { type Ranked, rank } from './rank.ts';
import { refusalReason } from './refusal-reason.ts';
import type { VerifiedRelease } from './verified-release.ts';

export type Choice = Ranked | { readonly kind: 'none'; readonly others: readonly NotChosen[] };

const RULES = precedence(({ manifest }) => manifest.os.version);

/**
 * The release whose operating system is to be loaded, and the reason for every other one. The order of the candidates does
 * not matter.
 */
export function choose(candidates: readonly Assessed[]): Choice {
  const refused = candidates.filter((one) => one.kind === 'refused').toSorted(byPlace);
  const releases = candidates.flatMap((one) => (one.kind === 'usable' ? [one.release] : []));
  const firmware = releases.filter(({ manifest }) => isFirmwareOnly(manifest)).toSorted(byName);
  const others = [...firmware.map(asFirmwareOnly), ...refused.map(asNotChosen)];
  const systems = releases.filter(({ manifest }) => !isFirmwareOnly(manifest));
  const ranked = rank(systems, RULES, others);
  return ranked === 'none' ? { kind: 'none', others } : ranked;
}

function byPlace(a: RefusedCandidate, b: RefusedCandidate): number {
  return inOrder(
    ...both([a, b], ({ location, source, id, code, facts }) => [location, source, id, code, facts]),
  );
}

function byName(a: VerifiedRelease, b: VerifiedRelease): number {
  return inOrder(
    ...both([a, b], ({ location, source, manifest, digest }) => [location, source, manifest.id, digest]),
  );
}

function both<T>([a, b]: readonly [T, T], keyOf: (one: T) => unknown): [string, string] {
  return [JSON.stringify(keyOf(a)), JSON.stringify(keyOf(b))];
}

function inOrder(left: string, right: string): number {
  return Number(left > right) - Number(left < right);
}

function asFirmwareOnly({ manifest, source }: VerifiedRelease): NotChosen {
  const reason = 'it has firmware, and no operating system';
  return { id: manifest.id, source, reason, because: { rule: 'firmware-only' } };
}

function asNotChosen({ id, source, code, facts }: RefusedCandidate): NotChosen {
  return { id: printable(id), source, reason: refusalReason(code, facts), code, facts };
}
