import type { FlashSummary } from '../core/flash-summary.ts';
import type { FlashReading } from './flash-reading.ts';

/** What was found in the chip, for screens and reports. */
export function flashSummary(reading: Exclude<FlashReading, { kind: 'none' }>): FlashSummary {
  if (reading.kind === 'unreadable') {
    const { code, facts } = reading.fault;
    return { read: 'no', code, facts };
  }
  const { hwid, gbbFlags: flags, versions, sizeBytes } = reading.facts;
  return { read: 'yes', hwid, flags, versions, sizeBytes };
}
