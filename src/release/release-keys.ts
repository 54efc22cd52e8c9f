import type { PackedKey } from '../formats/vboot/packed-key.ts';
import type { SigningKey } from '../signing/signing-key.ts';

/** What a release is signed with. */
export interface ReleaseKeys {
  /** Signs the manifest. */
  readonly release: SigningKey;
  /** A `.keyblock` file that vouches for it. */
  readonly releaseKeyblock: Uint8Array;
  /** A `.vbpubk` file: what the keyblock of the kernel must be signed with. */
  readonly kernelSubkey: Uint8Array;
  /** `'none'` where kernels come signed. */
  readonly kernel: { readonly signer: SigningKey; readonly keyblock: Uint8Array } | 'none';
  /** Root and recovery keys that lie with them: what the device has in its firmware. */
  readonly authorities: readonly PackedKey[];
}
