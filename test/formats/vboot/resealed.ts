import { hash } from 'node:crypto';
import { signBytes } from '../../../src/signing/sign-bytes.ts';
import type { SigningKey } from '../../../src/signing/signing-key.ts';

export type Edit = (view: DataView) => void;

/** Sets 32 bits, little-endian. */
export function u32(at: number, value: number): Edit {
  return (view) => view.setUint32(at, value, true);
}

/** Sets 64 bits, little-endian. */
export function u64(at: number, value: bigint): Edit {
  return (view) => view.setBigUint64(at, value, true);
}

/** A keyblock with other bytes, and with digest and signature over those: as an attacker with the key would make it. */
export function resealedKeyblock(bytes: Uint8Array, edit: Edit, signer: SigningKey): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  edit(view);
  seal(view, 48, (signed) => hash('sha512', signed, 'buffer'));
  seal(view, 24, (signed) => signBytes(signed, signer));
  return copy;
}

/** A file with another preamble at `offsetBytes`, and with a signature over that. */
export function resealedPreamble(
  bytes: Uint8Array,
  offsetBytes: number,
  edit: Edit,
  signer: SigningKey,
): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer, offsetBytes);
  edit(view);
  seal(view, 8, (signed) => signBytes(signed, signer));
  return copy;
}

/** Puts a signature where the header at `at` says, as far as that is inside of the structure. */
function seal(view: DataView, at: number, sign: (signed: Uint8Array) => Uint8Array): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const start = at + view.getUint32(at, true);
  const signature = sign(bytes.subarray(0, view.getUint32(at + 16, true)));
  if (start + signature.length <= bytes.length) bytes.set(signature, start);
}
