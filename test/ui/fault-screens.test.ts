import { expect, test } from 'vitest';
import { DEVICE_CODES } from '../core/device-codes.ts';
import { pictureOf } from './picture-of.ts';
import { screenAfterEvent, screenOf } from './screen-of.ts';

const USUAL = { columns: 80, rows: 24 };
const CHECKING = screenAfterEvent(
  screenOf('complete-from-stick', ({ event }) => event.kind === 'step-started' && event.step === 'check'),
  { kind: 'log', file: 'rsd-logs/run-0007.jsonl' },
);

test.for(DEVICE_CODES)('the screen of a failure with %s looks as it did', async (code) => {
  const failed = { kind: 'failed', step: 'check', code, facts: {}, disk: 'untouched' } as const;
  const picture = await pictureOf(screenAfterEvent(CHECKING, failed), USUAL);
  expect(picture).toContain(code);
  await expect(picture).toMatchFileSnapshot(`../golden/faults/${code}.txt`);
});
