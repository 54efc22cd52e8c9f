import type { LineRun } from './line-run.ts';

export interface LineSummary {
  readonly runs: number;
  readonly passed: number;
  readonly failed: number;
  /** Devices with a serial number that is known. */
  readonly devices: number;
  /** Serial numbers of devices whose last run failed. */
  readonly stillFailed: readonly string[];
  /** Runs that failed, by code, the most frequent first. */
  readonly failures: readonly { readonly code: string; readonly runs: number }[];
  /** Of runs that passed. */
  readonly seconds: Spread | null;
  /** Of runs that passed, the slowest step first. */
  readonly steps: readonly ({ readonly step: string } & Spread)[];
  /** Those that failed more than once, the worst first. */
  readonly repeated: {
    readonly serial: readonly Repeated[];
    readonly stick: readonly Repeated[];
    readonly port: readonly Repeated[];
  };
}

/** Half of the runs, and 95 of 100, took no longer. */
interface Spread {
  readonly p50: number;
  readonly p95: number;
}

interface Repeated {
  readonly value: string;
  readonly failed: number;
  readonly runs: number;
  readonly codes: readonly string[];
}

/** What the runs of a line add up to; they are in the order in which they arrived. */
export function lineSummary(all: readonly LineRun[]): LineSummary {
  // A second plug-in is neither good nor bad news.
  const runs = all.filter(({ outcome }) => outcome !== 'done-before');
  const passed = runs.filter(isPassed);
  const failed = runs.filter((run) => !isPassed(run));
  const devices = Map.groupBy(
    runs.filter(({ serial }) => serial !== 'unknown'),
    ({ serial }) => serial,
  );
  const lastOfEach = [...devices.values()].flatMap((its) => its.slice(-1));
  return {
    runs: runs.length,
    passed: passed.length,
    failed: failed.length,
    devices: devices.size,
    stillFailed: lastOfEach.filter((run) => !isPassed(run)).map(({ serial }) => serial),
    failures: counted(failed.map(({ code }) => code)),
    seconds: spread(passed.map(({ seconds }) => seconds)),
    steps: stepsOf(passed),
    repeated: {
      serial: repeated(runs, ({ serial }) => serial),
      stick: repeated(runs, ({ stick }) => stick),
      port: repeated(runs, ({ port }) => port),
    },
  };
}

function isPassed({ outcome }: LineRun): boolean {
  return outcome === 'complete';
}

function counted(codes: readonly string[]): LineSummary['failures'] {
  return [...Map.groupBy(codes, (code) => code)]
    .map(([code, all]) => ({ code, runs: all.length }))
    .toSorted((a, b) => b.runs - a.runs || (a.code < b.code ? -1 : 1));
}

function stepsOf(runs: readonly LineRun[]): LineSummary['steps'] {
  const all = runs.flatMap(({ steps }) => steps);
  return [...Map.groupBy(all, ({ name }) => name)]
    .flatMap(([step, its]) => {
      const its95 = spread(its.map(({ seconds }) => seconds));
      return its95 === null ? [] : [{ step, ...its95 }];
    })
    .toSorted((a, b) => b.p50 - a.p50 || b.p95 - a.p95);
}

/** By nearest rank: a figure that a run really had. */
function spread(seconds: readonly number[]): Spread | null {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [p50, p95] = [at(0.5), at(0.95)];
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}

function repeated(runs: readonly LineRun[], keyOf: (run: LineRun) => string): readonly Repeated[] {
  return [...Map.groupBy(runs, keyOf)]
    .filter(([value]) => value !== 'unknown')
    .map(([value, its]) => {
      const failed = its.filter((run) => !isPassed(run));
      const codes = counted(failed.map(({ code }) => code)).map(({ code }) => code);
      return { value, failed: failed.length, runs: its.length, codes };
    })
    .filter(({ failed }) => failed > 1)
    .toSorted((a, b) => b.failed - a.failed || b.failed / b.runs - a.failed / a.runs);
}
