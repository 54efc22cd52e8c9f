import { readFileSync } from 'node:fs';
import type { StampedEvent } from '../../src/core/events.ts';
import type { RUNS } from '../fixtures/runs/runs.gen.ts';

export type RunName = keyof typeof RUNS;

/** The events of `test/fixtures/runs/<name>.jsonl`. */
export function recordedRun(name: RunName): readonly StampedEvent[] {
  const file = new URL(`../fixtures/runs/${name}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): StampedEvent => JSON.parse(line));
}
