const STATES = {
  0: 'unknown',
  10: 'unmanaged',
  20: 'unavailable',
  30: 'disconnected',
  40: 'prepare',
  50: 'config',
  60: 'need-auth',
  70: 'ip-config',
  80: 'ip-check',
  90: 'secondaries',
  100: 'activated',
  110: 'deactivating',
  120: 'failed',
} as const satisfies Record<number, string>;

/** How far a device of NetworkManager is. */
export type DeviceState = (typeof STATES)[keyof typeof STATES];

/** By the number that NetworkManager gives it (NMDeviceState in its D-Bus API). */
export function deviceState(number: number): DeviceState {
  return Object.entries(STATES).find(([key]) => Number(key) === number)?.[1] ?? 'unknown';
}
