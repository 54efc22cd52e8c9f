import type { Brand } from '../core/brand.ts';
import type { Authority } from '../core/events.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import type { Manifest } from './manifest.ts';

interface ReleaseFacts {
  readonly manifest: Manifest;
  readonly authority: Authority;
  /** The version in the firmware preamble of `manifest.vblock`, 0 to 65535. */
  readonly preambleVersion: number;
  /** The key that the keyblock of `kernel.bin` must be signed with. */
  readonly kernelSubkey: PackedKey;
  /** The key that signed the manifest. */
  readonly dataKey: PackedKey;
  /** Where it lies, e.g. `stick` or the name of the server. */
  readonly source: string;
  readonly location: 'local' | 'network';
  /** SHA-256 over the signed bytes and their signature, in hexadecimal. */
  readonly digest: string;
}

/** A release that this device may load. Only `assess` makes one. */
export type VerifiedRelease = Brand<ReleaseFacts, 'VerifiedRelease'>;
