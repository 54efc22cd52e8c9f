import { expect, test } from 'vitest';
import type { FirmwareOutcome, FlashState } from '../../src/core/firmware-outcome.ts';
import { FIRST_RUN_STATE } from '../../src/core/run-state.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { firmwareNumber } from '../../src/ui/firmware-number.ts';
import { firmwareRows } from '../../src/ui/firmware-rows.ts';
import { stickText } from '../../src/ui/stick-text.ts';

const BEFORE = { readOnly: 'Google_Atlas.1.0.0', slotA: 'Google_Atlas.1.2.0', slotB: 'Google_Atlas.1.2.0' };
const AFTER = { readOnly: 'Google_Atlas.1.5.0', slotA: 'Google_Atlas.1.10.0', slotB: 'Google_Atlas.1.10.0' };

function failed(state: FlashState): Extract<FirmwareOutcome, { result: 'failed' }> {
  return { result: 'failed', code: 'PWR-01', facts: {}, state, before: BEFORE, saved: null };
}

test.for([
  ['read-write', 'updated from 1.2.0 to 1.10.0'],
  ['whole', 'updated from 1.0.0 to 1.5.0'],
] as const)('firmwareRows() has the version of what was written, scope %s', ([scope, text]) => {
  const outcome = {
    result: 'updated',
    scope,
    release: 'a',
    before: BEFORE,
    after: AFTER,
    saved: 'b',
  } as const;
  expect(firmwareRows(outcome, ENGLISH)).toEqual([{ label: 'Firmware', texts: [text] }]);
});

test('firmwareRows() says nothing of a run that has no firmware', () => {
  expect(firmwareRows(null, ENGLISH)).toEqual([]);
  expect(firmwareRows({ result: 'kept', because: 'none', before: 'unknown' }, ENGLISH)).toEqual([]);
});

test('firmwareRows() says why the firmware was kept', () => {
  const same = { result: 'kept', because: 'same', before: BEFORE } as const;
  expect(firmwareRows(same, ENGLISH)[0]?.texts).toEqual(['kept, it is up to date']);
  const power = { result: 'kept', because: 'power', before: BEFORE, code: 'PWR-01' } as const;
  expect(firmwareRows(power, ENGLISH)[0]?.texts).toEqual([
    'kept, there was too little power: PWR-01 There is not enough power',
  ]);
});

test.for<FlashState>(['as-before', 'one-slot', 'no-slot', 'read-only-part', 'unknown'])(
  'firmwareRows() says what the flash has, and what to do, where an update left it %s',
  (state) => {
    const { texts } = ENGLISH;
    const [firmware, todo] = firmwareRows(failed(state), ENGLISH);
    expect(firmware?.texts).toContain(texts.firmware.states[state]);
    const isBroken = state === 'read-only-part' || state === 'unknown';
    expect(todo?.texts).toEqual([isBroken ? texts.firmware.askForRepair : texts.firmware.tryAgain]);
  },
);

test('stickText() asks nobody to restart a device that may not start again', () => {
  const ended = { ...FIRST_RUN_STATE, waiting: 'stick-removal' as const };
  const { texts } = ENGLISH;
  expect(stickText({ ...ended, firmware: failed('unknown') }, texts)).toBe(texts.firmware.askForRepair);
  expect(stickText({ ...ended, mode: 'unattended', firmware: failed('one-slot') }, texts)).toBe(
    texts.takeOutThenEnter,
  );
  expect(stickText({ ...ended, mode: 'unattended' }, texts)).toBe(texts.takeOutToRestart);
});

test.for([
  ['Google_Atlas.15117.112.0', '15117.112.0'],
  ['unknown', 'unknown'],
  ['Google_Atlas.', 'Google_Atlas.'],
  ['a.b.1', 'a.b.1'],
] as const)('firmwareNumber() of %s is %s', ([fwid, number]) => {
  expect(firmwareNumber(fwid)).toBe(number);
});
