import type { Payload } from './manifest.ts';

/** Whether a release has firmware and nothing else: no device can be recovered from it. */
export function isFirmwareOnly({
  payloads,
}: {
  readonly payloads: readonly Pick<Payload, 'role'>[];
}): boolean {
  return payloads.length > 0 && payloads.every(({ role }) => role === 'firmware');
}
