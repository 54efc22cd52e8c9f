import type { ChoiceReason } from '../core/choice-reason.ts';
import { printable } from './printable.ts';
import type { VerifiedRelease } from './verified-release.ts';
import { compareVersions } from './version.ts';

/** One rule of precedence. Rules are asked in order; the first that tells two releases apart decides. */
export interface PrecedenceRule {
  /** Below zero when `a` goes first. */
  compare(a: VerifiedRelease, b: VerifiedRelease): number;
  because(better: VerifiedRelease, worse: VerifiedRelease): ChoiceReason;
  /** Why `better` was taken, in English words that follow "because". */
  why(better: VerifiedRelease, worse: VerifiedRelease): string;
  /** Why `worse` was not. */
  reason(better: VerifiedRelease, worse: VerifiedRelease): string;
}

const LOCATIONS = ['local', 'network'] as const;
const AUTHORITIES = ['firmware', 'developer'] as const;

/**
 * The order of releases that this device may load. It is total: only copies of one release are equal.
 * @param versionOf the version that counts: that of the OS, or of the firmware
 */
export function precedence(versionOf: (release: VerifiedRelease) => string): readonly PrecedenceRule[] {
  const versions = (better: VerifiedRelease, worse: VerifiedRelease): string =>
    `${versionOf(better)} over ${versionOf(worse)}`;
  return [
    {
      compare: (a, b) => LOCATIONS.indexOf(a.location) - LOCATIONS.indexOf(b.location),
      because: () => ({ rule: 'location' }),
      why: (better) => `it is ${place(better)}, which comes before the network`,
      reason: (better) => `${named(better)} is ${place(better)}, which comes before the network`,
    },
    {
      compare: (a, b) => AUTHORITIES.indexOf(a.authority) - AUTHORITIES.indexOf(b.authority),
      because: (better, worse) => compared('authority', better, worse, ({ manifest }) => manifest.id),
      why: (_, worse) => `the maker of the device signed it, and only a developer signed ${named(worse)}`,
      reason: (better) => `only a developer signed it, and the maker of the device signed ${named(better)}`,
    },
    {
      compare: (a, b) => compareVersions(versionOf(b), versionOf(a)),
      because: (better, worse) => compared('version', better, worse, versionOf),
      why: (better, worse) => `it is newer than ${named(worse)}, ${versions(better, worse)}`,
      reason: (better, worse) => `a newer version, ${versions(better, worse)}, is ${place(better)}`,
    },
    {
      compare: (a, b) => b.preambleVersion - a.preambleVersion,
      because: (better, worse) =>
        compared('rollback', better, worse, ({ preambleVersion }) => String(preambleVersion)),
      why: (better, worse) =>
        `its rollback version is above that of ${named(worse)}, ${preambleVersions(better, worse)}`,
      reason: (better, worse) =>
        `a higher rollback version, ${preambleVersions(better, worse)}, is ${place(better)}`,
    },
    {
      compare: (a, b) => inOrder(a.manifest.id, b.manifest.id),
      because: (better, worse) => compared('name', better, worse, ({ manifest }) => manifest.id),
      why: (_, worse) => `it is as good as ${named(worse)}, and its name sorts first`,
      reason: (better) => `${named(better)} is as good, and its name sorts first`,
    },
    {
      compare: (a, b) => inOrder(a.source, b.source) || inOrder(a.digest, b.digest),
      because: () => ({ rule: 'copy' }),
      why: (_, worse) => `it is as good as the one ${place(worse)}`,
      reason: (better) => `the same release is ${place(better)}`,
    },
  ];
}

function compared(
  rule: 'authority' | 'version' | 'rollback' | 'name',
  better: VerifiedRelease,
  worse: VerifiedRelease,
  whatOf: (release: VerifiedRelease) => string,
): ChoiceReason {
  return { rule, better: whatOf(better), worse: whatOf(worse) };
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function named({ manifest }: VerifiedRelease): string {
  return `"${manifest.id}"`;
}

function place({ location, source }: VerifiedRelease): string {
  return location === 'local' ? `on the ${printable(source)}` : `on the server ${printable(source)}`;
}

function preambleVersions(better: VerifiedRelease, worse: VerifiedRelease): string {
  return `${better.preambleVersion} over ${worse.preambleVersion}`;
}
