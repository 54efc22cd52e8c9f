import { createHash } from 'node:crypto';
import { Fault } from '../core/faults.ts';
import type { RecoverySource } from '../core/ports.ts';
import type { FirmwareChoice } from '../firmware/choose-firmware.ts';
import { readPayload } from './read-payload.ts';

/** Firmware, and the release that it is from. */
export type ChosenFirmware = Pick<Extract<FirmwareChoice, { kind: 'chosen' }>, 'release' | 'payload'>;

/** Reads the file that the manifest means, and no other. @throws Fault IMG-01, IMG-02, IMG-03, STK-…, NET-… */
export async function readFirmware(
  { release, payload }: ChosenFirmware,
  source: RecoverySource,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const image = await readPayload(release, payload, source, signal);
  const { file, sha256 } = payload;
  if (createHash('sha256').update(image).digest('hex') === sha256) return image;
  throw new Fault('IMG-03', { file, offsetBytes: 0 });
}
