import * as z from 'zod';
import { type DeviceState, deviceState } from './device-state.ts';

/** A signal of NetworkManager or wpa_supplicant, as `busctl --json=short monitor` prints it. */
export type BusSignal =
  | { readonly kind: 'device'; readonly path: string; readonly state: DeviceState; readonly reason: number }
  | {
      readonly kind: 'supplicant';
      /** Null for what did not change. */
      readonly state: string | null;
      readonly authentication: number | null;
    }
  | { readonly kind: 'other' };

/**
 * The match rules for what `busSignal` reads. The reason of a failure is in the signal only: the device itself has
 * forgotten it a moment later.
 */
export const BUS_MATCHES: readonly string[] = [
  "type='signal',sender='org.freedesktop.NetworkManager',interface='org.freedesktop.NetworkManager.Device',member='StateChanged'",
  // By its first argument: the networks of wpa_supplicant, which have passphrases, are other interfaces.
  "type='signal',sender='fi.w1.wpa_supplicant1',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='fi.w1.wpa_supplicant1.Interface'",
];

const NUMBER = z.int().min(0).max(0xffff_ffff);
const STATE_CHANGED = z.object({
  path: z.string().max(256),
  interface: z.literal('org.freedesktop.NetworkManager.Device'),
  member: z.literal('StateChanged'),
  payload: z.object({ data: z.tuple([NUMBER, NUMBER, NUMBER]) }),
});
const PROPERTIES = z.object({
  State: z.object({ data: z.string().max(64) }).exactOptional(),
  AuthStatusCode: z.object({ data: z.int() }).exactOptional(),
});
const PROPERTIES_CHANGED = z.object({
  member: z.literal('PropertiesChanged'),
  payload: z.object({
    data: z.tuple([z.literal('fi.w1.wpa_supplicant1.Interface'), PROPERTIES], z.unknown()),
  }),
});

/** Reads a line of `busctl`. What is not one of the two is `other`. */
export function busSignal(line: string): BusSignal {
  const message = parsed(line);
  const device = STATE_CHANGED.safeParse(message);
  if (device.success) {
    const { path, payload } = device.data;
    const [state, , reason] = payload.data;
    return { kind: 'device', path, state: deviceState(state), reason };
  }
  const supplicant = PROPERTIES_CHANGED.safeParse(message);
  if (!supplicant.success) return { kind: 'other' };
  const [, { State: state, AuthStatusCode: status }] = supplicant.data.payload.data;
  return {
    kind: 'supplicant',
    state: state?.data ?? null,
    authentication: status?.data ?? null,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // busctl was stopped in the middle of a line.
    return null;
  }
}
