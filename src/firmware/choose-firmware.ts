import type { Assessed } from '../catalog/assess.ts';
import { type FirmwarePayload, firmwarePayload } from '../catalog/firmware-payload.ts';
import { precedence } from '../catalog/precedence.ts';
import { type Ranked, rank } from '../catalog/rank.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';

export type FirmwareChoice = (Ranked & { readonly payload: FirmwarePayload }) | { readonly kind: 'none' };

const RULES = precedence((release) => {
  const payload = payloadOf(release);
  return payload === 'none' ? '0' : payload.version;
});

/**
 * The release whose firmware is to be loaded, which may be another than that of the operating system, and the reason for
 * every other one that has firmware. Why a release was refused, the choice of the operating system tells.
 */
export function chooseFirmware(candidates: readonly Assessed[]): FirmwareChoice {
  const releases = candidates.flatMap((one) => (one.kind === 'usable' ? [one.release] : []));
  const withFirmware = releases.filter((release) => payloadOf(release) !== 'none');
  const ranked = rank(withFirmware, RULES, []);
  if (ranked === 'none') return { kind: 'none' };
  const payload = payloadOf(ranked.release);
  return payload === 'none' ? { kind: 'none' } : { ...ranked, payload };
}

function payloadOf({ manifest }: VerifiedRelease): FirmwarePayload | 'none' {
  return firmwarePayload(manifest);
}
