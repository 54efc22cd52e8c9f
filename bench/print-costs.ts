import type { Cost } from './timed.ts';

interface Yardstick {
  /** The tool that the others are compared with. */
  readonly tool: string;
  /** What it is called in the head of the column. */
  readonly short: string;
}

const NAME_WIDTH = 34;

/** Prints a table: medians of the rounds, and the highest peak of all. */
export function printCosts(
  title: string,
  { tool, short }: Yardstick,
  costs: ReadonlyMap<string, readonly Cost[]>,
): void {
  const yardstick = median(costs.get(tool) ?? [], 'seconds');
  const head = ['seconds'.padStart(9), `× ${short}`.padStart(8), 'CPU s'.padStart(8), 'peak MB'.padStart(9)];
  process.stdout.write(`\n${title}\n${'tool'.padEnd(NAME_WIDTH)}${head.join('')}\n`);
  for (const [name, all] of costs) {
    const seconds = median(all, 'seconds');
    const peakMb = Math.max(...all.map(({ peakBytes }) => peakBytes)) / 1e6;
    const row = [
      seconds.toFixed(2).padStart(9),
      (seconds / yardstick).toFixed(2).padStart(8),
      median(all, 'cpuSeconds').toFixed(2).padStart(8),
      peakMb.toFixed(0).padStart(9),
    ];
    process.stdout.write(`${name.padEnd(NAME_WIDTH)}${row.join('')}\n`);
  }
}

function median(costs: readonly Cost[], field: keyof Cost): number {
  const sorted = costs.map((cost) => cost[field]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
