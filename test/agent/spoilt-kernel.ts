import { verityArgument } from '../../src/formats/verity/verity-argument.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { type KernelParts, signKernel } from '../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { sha256 } from '../catalog/signed-release.ts';
import { GOOD, MAKER, MIB, type RecoveryBench, ROOTFS } from './recovery-bench.ts';
import { manifestWith, type Spoil } from './spoil.ts';

/** A kernel.bin that is what `change` makes of the good one, and that the manifest means. */
export async function kernelFrom(bench: RecoveryBench, change: (bytes: Buffer) => Uint8Array): Promise<void> {
  let kernel = new Uint8Array();
  await bench.edit('kernel.bin', (bytes) => (kernel = new Uint8Array(change(bytes))));
  const { length: bytes } = kernel;
  await manifestWith(({ payloads }) => ({
    payloads: payloads.map((one) =>
      one.role === 'kernel' ? { ...one, bytes, sha256: sha256(kernel) } : one,
    ),
  }))(bench);
}

/** A kernel like the good one but for these parts, and that the manifest means. */
export function kernelWith(parts: Partial<KernelParts>): Spoil {
  const kernel = signKernel({
    arch: GOOD.arch,
    vmlinuz: standInKernel(MIB),
    commandLine: verityArgument(ROOTFS),
    bootloader: new Uint8Array(4096),
    keyblock: MAKER.kernelKeyblock,
    signer: MAKER.kernelData,
    version: 1,
    ...parts,
  });
  return (bench) => kernelFrom(bench, () => kernel);
}

/** A kernel of an RSA-1024 key, which the maker's kernel subkey vouches for. */
export async function weakKernel(bench: RecoveryBench): Promise<void> {
  const signer = generateSigningKey(1);
  const keyblock = signKeyblock({ dataKey: encodePackedKey(signer, 1), flags: 0x1f }, MAKER.kernelSubkey);
  await kernelWith({ signer, keyblock })(bench);
}
