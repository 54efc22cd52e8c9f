import type { Manifest, Payload } from './manifest.ts';

export type FirmwarePayload = Payload & { readonly role: 'firmware'; readonly version: string };

/** The firmware of a release. */
export function firmwarePayload({ payloads }: Pick<Manifest, 'payloads'>): FirmwarePayload | 'none' {
  return payloads.find(isFirmware) ?? 'none';
}

function isFirmware(payload: Payload): payload is FirmwarePayload {
  return payload.role === 'firmware' && payload.version !== undefined;
}
