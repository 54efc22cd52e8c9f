/** A fact with the place that it was read from, as a person would look it up (`/sys/…/HWID`). */
interface Known<T> {
  readonly value: T;
  readonly from: string;
}

/** What cannot be read is `'unknown'`: nothing is guessed from other facts. */
export type Fact<T> = Known<T> | 'unknown';

/** Processor architecture, by its `uname -m` name. */
export type Arch = 'x86_64' | 'aarch64' | 'armv7l' | 'i686';

export type Switch = 'on' | 'off';

/** What a reason code means for the person at the device; the texts are in `locales/`. Made in `src/sku`. */
export const RECOVERY_CAUSES = [
  'person',
  'system-asked',
  'test',
  'no-disk',
  'no-system',
  'system-damaged',
  'system-failed',
  'too-old',
  'firmware-damaged',
  'firmware-failed',
  'developer-switch',
  'security-chip',
  'controller',
  'unknown',
] as const;

export type RecoveryCause = (typeof RECOVERY_CAUSES)[number];

export interface RecoveryReason {
  /** vboot's 8-bit reason code. */
  readonly code: number;
  readonly cause: RecoveryCause;
  /** What exactly the code says, in English, for whoever repairs the device. */
  readonly words: string;
}

/** What is known of the device that is being recovered. Made in `src/sku`. */
export interface DeviceModel {
  readonly hwid: Fact<string>;
  readonly sku: Fact<number>;
  readonly serial: Fact<string>;
  readonly arch: Fact<Arch>;
  readonly developerSwitch: Fact<Switch>;
  readonly recoveryReason: Fact<RecoveryReason>;
  readonly firmwareWriteProtect: Fact<Switch>;
}
