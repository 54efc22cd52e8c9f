import fc from 'fast-check';
import type { FaultCode } from '../../src/core/fault-catalogue.ts';
import type { Facts } from '../../src/core/faults.ts';
import type { FirmwareOutcome } from '../../src/core/firmware-outcome.ts';
import type { FlashSummary } from '../../src/core/flash-summary.ts';

interface Parts {
  readonly text: fc.Arbitrary<string>;
  readonly amount: fc.Arbitrary<number>;
  readonly code: fc.Arbitrary<FaultCode>;
  readonly facts: fc.Arbitrary<Facts>;
}

function versions(text: fc.Arbitrary<string>) {
  return fc.record({ readOnly: text, slotA: text, slotB: text });
}

/** What may be found in a flash. */
export function anyFlash({ text, amount, code, facts }: Parts): fc.Arbitrary<FlashSummary> {
  return fc.oneof(
    fc.record({
      read: fc.constant('yes' as const),
      hwid: text,
      flags: amount,
      versions: versions(text),
      sizeBytes: amount,
    }),
    fc.record({ read: fc.constant('no' as const), code, facts }),
  );
}

/** What may become of the firmware. */
export function anyFirmware({ text, code, facts }: Omit<Parts, 'amount'>): fc.Arbitrary<FirmwareOutcome> {
  const before = versions(text);
  return fc.oneof(
    fc.record(
      {
        result: fc.constant('kept' as const),
        because: fc.constantFrom('none', 'same', 'flash-unreadable', 'refused', 'not-saved', 'power'),
        before: fc.oneof(before, fc.constant('unknown' as const)),
        code,
        facts,
      },
      { requiredKeys: ['result', 'because', 'before'] },
    ),
    fc.record({
      result: fc.constant('updated' as const),
      scope: fc.constantFrom('read-write', 'whole'),
      release: text,
      before,
      after: versions(text),
      saved: text,
    }),
    fc.record({
      result: fc.constant('failed' as const),
      code,
      facts,
      state: fc.constantFrom('as-before', 'one-slot', 'no-slot', 'read-only-part', 'unknown'),
      before,
      saved: fc.option(text),
    }),
  );
}
