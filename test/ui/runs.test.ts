import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RUNS, runText } from '../fixtures/runs/runs.gen.ts';

test.for(Object.entries(RUNS))('the recorded run "%s" is what its recipe makes', ([name, events]) => {
  const file = new URL(`../fixtures/runs/${name}.jsonl`, import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(runText(events));
});
