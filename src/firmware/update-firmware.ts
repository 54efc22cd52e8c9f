import { createHash } from 'node:crypto';
import { Fault, toFault } from '../core/faults.ts';
import type { FirmwareFlash } from '../core/firmware-flash.ts';
import type { FirmwareKept, FirmwareOutcome } from '../core/firmware-outcome.ts';
import { firmwareVersions } from './firmware-versions.ts';
import type { FlashFacts } from './flash-facts.ts';
import { flashState } from './flash-state.ts';
import { type FlashPlan, planFlash } from './plan-flash.ts';
import { refuseOtherChip } from './refuse-other-chip.ts';
import type { VerifiedFirmware } from './verified-firmware.ts';
import { writePart } from './write-part.ts';

/** What an update of the firmware needs of the world. */
export interface FirmwarePorts {
  readonly flash: FirmwareFlash;
  /** Puts the old firmware on the stick, for good; resolves to the path of the file there. `name` has no folder. */
  save(name: string, bytes: Uint8Array): Promise<string>;
  /** Waits for it. @throws Fault PWR-01, PWR-02, or the reason of the signal */
  enoughPower(): Promise<void>;
  onBytes(doneBytes: number, totalBytes: number): void;
}

/**
 * Brings verified firmware into the chip. The old one is on the stick before the first byte is written. Each part is read
 * back and found right before the next is touched, so that power may go at any time, but for the part that starts first,
 * of which no device has two. A stop is obeyed before the first byte, and between two parts while power is waited for.
 * @throws the signal's reason before the first byte, and nothing else
 */
export async function updateFirmware(
  firmware: VerifiedFirmware,
  facts: FlashFacts,
  ports: FirmwarePorts,
  signal: AbortSignal,
): Promise<FirmwareOutcome> {
  const ready = await getReady(firmware, facts, ports, signal);
  if ('result' in ready) return ready;
  const { release, scope } = firmware;
  const { versions: before } = facts;
  const { saved, plan } = ready;
  try {
    await writeParts(firmware, plan, ports);
  } catch (error) {
    const { code, facts: why } = toFault(error);
    const state = await flashState(ports.flash, ready, firmware);
    return { result: 'failed', code, facts: why, state, before, saved };
  }
  return {
    result: 'updated',
    scope,
    release,
    before,
    after: firmwareVersions(plan.image, firmware.fmap),
    saved,
  };
}

type Changes = Extract<FlashPlan, { kind: 'write' }>;

interface Ready {
  readonly chip: Uint8Array;
  readonly plan: Changes;
  readonly saved: string;
}

/** All that can still leave the firmware as it is. */
async function getReady(
  firmware: VerifiedFirmware,
  facts: FlashFacts,
  ports: FirmwarePorts,
  signal: AbortSignal,
): Promise<Ready | FirmwareOutcome> {
  let because: FirmwareKept = 'flash-unreadable';
  try {
    const chip = await ports.flash.readAll(signal);
    refuseOtherChip(chip, facts);
    because = 'refused';
    const plan = planFlash(chip, facts, firmware);
    if (plan.kind === 'same') return { result: 'kept', because: 'same', before: facts.versions };
    because = 'not-saved';
    const saved = await save(chip, facts, ports);
    because = 'power';
    await ports.enoughPower();
    signal.throwIfAborted();
    return { chip, plan, saved };
  } catch (error) {
    signal.throwIfAborted();
    const { code, facts: why } = toFault(error);
    return { result: 'kept', because, before: facts.versions, code, facts: why };
  }
}

async function save(chip: Uint8Array, { hwid }: FlashFacts, ports: FirmwarePorts): Promise<string> {
  const digest = createHash('sha256').update(chip).digest('hex').slice(0, 16);
  try {
    return await ports.save(`${hwid.replaceAll(/[^A-Za-z0-9-]/g, '_').slice(0, 64)}-${digest}.bin`, chip);
  } catch (error) {
    if (error instanceof Fault && error.code === 'FWR-08') throw error;
    throw new Fault('FWR-08', { reason: String(error) }, { cause: error });
  }
}

async function writeParts(
  firmware: VerifiedFirmware,
  { image, parts }: Changes,
  ports: FirmwarePorts,
): Promise<void> {
  const sizes = parts.map(({ ranges }) => ranges.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const totalBytes = sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  let doneBytes = 0;
  ports.onBytes(doneBytes, totalBytes);
  for (const [at, part] of parts.entries()) {
    if (at > 0) await ports.enoughPower();
    await writePart(image, part, firmware, ports.flash);
    ports.onBytes((doneBytes += sizes[at] ?? 0), totalBytes);
  }
}
