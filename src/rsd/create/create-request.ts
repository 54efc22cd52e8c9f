import type { Arch } from '../../core/device.ts';
import type { DeviceWords } from '../device/read-device-file.ts';
import type { SshOptions } from '../tree/ssh-files.ts';

/** Who is at the netbook: somebody, nobody, or nobody at one after the other. */
export type Attendance = 'attended' | 'unattended' | 'line';

/** What `rsd create` was asked for. What is `undefined` is found out, or asked. */
export interface CreateRequest {
  readonly from: string | undefined;
  readonly device: DeviceWords | undefined;
  readonly arch: Arch | undefined;
  /** Devices. */
  readonly to: readonly string[];
  readonly image: { readonly path: string; readonly sizeBytes: number | 'least' } | undefined;
  readonly data: 'release' | 'network-only';
  /** A `network.toml`. */
  readonly network: string | undefined;
  /** The private key that the stick itself logs in with. */
  readonly stickIdentity: string | undefined;
  readonly language: string | undefined;
  readonly attendance: Attendance;
  /** The folder of a release that a developer signed. */
  readonly developer: string | undefined;
  readonly releaseId: string | undefined;
  readonly softwareId: string | undefined;
  /** A `.vbpubk` that has to have signed the recovery kernel. */
  readonly recoveryKey: string | undefined;
  readonly ssh: SshOptions;
  readonly backup: string | undefined;
  readonly consent: 'ask' | 'given';
  readonly output: 'text' | 'json';
}
