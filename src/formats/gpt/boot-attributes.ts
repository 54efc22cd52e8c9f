import { Fault } from '../../core/faults.ts';

/** What the firmware chooses the kernel partition by. */
export interface BootAttributes {
  /** 15 first, 1 last, 0 never. */
  readonly priority: number;
  /** Starts that are left until the kernel has to have proved itself; 0 to 15. */
  readonly tries: number;
  readonly successful: 0 | 1;
}

// Bits of the 64 attribute bits. Source: vboot_reference, cgptlib_internal.h.
// Bit 57, the error counter, is the firmware's own and is left as it is.
const PRIORITY = { shift: 48n, max: 15 } as const;
const TRIES = { shift: 52n, max: 15 } as const;
const SUCCESSFUL = { shift: 56n, max: 1 } as const;

type BitField = typeof PRIORITY | typeof TRIES | typeof SUCCESSFUL;

export function unpackBootAttributes(attributes: bigint): BootAttributes {
  return {
    priority: bitsOf(attributes, PRIORITY),
    tries: bitsOf(attributes, TRIES),
    successful: bitsOf(attributes, SUCCESSFUL) === 1 ? 1 : 0,
  };
}

/**
 * `attributes` with the boot bits replaced and every other bit kept.
 * @throws Fault FMT-01 when a value does not fit its bits
 */
export function packBootAttributes(attributes: bigint, boot: BootAttributes): bigint {
  const withPriority = withBits(attributes, PRIORITY, boot.priority, 'priority');
  const withTries = withBits(withPriority, TRIES, boot.tries, 'tries');
  return withBits(withTries, SUCCESSFUL, boot.successful, 'successful');
}

function bitsOf(attributes: bigint, { shift, max }: BitField): number {
  return Number((attributes >> shift) & BigInt(max));
}

function withBits(attributes: bigint, { shift, max }: BitField, value: number, field: string): bigint {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new Fault('FMT-01', { format: 'GPT', field, problem: `it is ${value} and must be 0 to ${max}` });
  }
  return (attributes & ~(BigInt(max) << shift)) | (BigInt(value) << shift);
}
