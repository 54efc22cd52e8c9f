import type { LayoutPartition, Manifest, ManifestVerity } from '../catalog/manifest.ts';
import type { Arch } from '../core/device.ts';
import type { ImageBytes } from './image-bytes.ts';
import type { ReleaseKeys } from './release-keys.ts';

/** What a release is made of. */
export interface ReleaseSpec {
  readonly id: string;
  readonly os: Manifest['os'];
  readonly arch: Arch;
  readonly models: Manifest['models'];
  /** `'none'` for a release of firmware alone. */
  readonly system: SystemSpec | 'none';
  /** An image of the whole chip. */
  readonly firmware: Uint8Array | 'none';
  readonly packing: 'plain' | 'zstd';
  /**
   * `'default'`: two slots of each kind that fit the images, and the rest of the disk for the person's data. Firmware alone
   * has no partitions.
   */
  readonly layout: readonly LayoutPartition[] | 'default';
  readonly keys: ReleaseKeys;
  /** Rollback version of kernel and manifest, 0 to 65535. */
  readonly version: number;
}

export interface SystemSpec {
  readonly kernel: SignedKernel | KernelToSign;
  readonly rootfs: RootfsSource;
}

/** A kernel that somebody has signed: it is taken as it is. */
interface SignedKernel {
  readonly kind: 'signed';
  readonly blob: Uint8Array;
}

interface KernelToSign {
  readonly kind: 'parts';
  /** A bzImage for x86. */
  readonly vmlinuz: Uint8Array;
  readonly bootloader: Uint8Array;
  /** Without what names the root filesystem: that is added. */
  readonly commandLine: string;
}

export interface RootfsSource {
  readonly image: ImageBytes;
  /** `'make'` when the image has no hash tree yet, or what its tree has to lead to; bytes behind that tree are left out. */
  readonly verity: 'make' | ManifestVerity;
}
