import { KEYBLOCK_FLAGS } from '../../../src/formats/vboot/keyblock-flags.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../../src/signing/generate-signing-key.ts';
import { signKernel } from '../../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../../src/signing/sign-keyblock.ts';
import { signVblock } from '../../../src/signing/sign-vblock.ts';
import type { SigningKey } from '../../../src/signing/signing-key.ts';

/** RSA-2048 with SHA-256: as short as a key may be that is not weak. */
const ALGORITHM = 4;

/** Stands for the root key of a device. */
export const rootKey: SigningKey = generateSigningKey(ALGORITHM);
export const dataKey: SigningKey = generateSigningKey(ALGORITHM);
/** Nobody vouches for this one. */
export const otherKey: SigningKey = generateSigningKey(ALGORITHM);

export const keyblock: Uint8Array = signKeyblock(
  {
    dataKey: encodePackedKey(dataKey, 2),
    flags: KEYBLOCK_FLAGS.developerOff | KEYBLOCK_FLAGS.recoveryOff,
  },
  rootKey,
);

export const body: Uint8Array = Buffer.from('{"format":1,"id":"a body of some length"}');

export const vblock: Uint8Array = signVblock(body, {
  keyblock,
  signer: dataKey,
  version: 3,
  kernelSubkey: encodePackedKey(otherKey, 1),
});

export const commandLine = 'console=ttyS0 root=/dev/dm-0 dm="1 vroot none ro 1,0 8 verity"';

export const kernel: Uint8Array = signKernel({
  keyblock,
  signer: dataKey,
  version: 5,
  arch: 'aarch64',
  vmlinuz: Buffer.alloc(5000, 'kernel'),
  commandLine,
  bootloader: Buffer.alloc(300, 'bootloader'),
});

/** Keyblock and preamble of `kernel`; the body follows. */
export const KERNEL_VBLOCK_BYTES = 65_536;
