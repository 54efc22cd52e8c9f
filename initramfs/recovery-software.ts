import type { SealedImage } from './seal-image.ts';

interface RecoveryRootfs extends SealedImage {
  /** The squashfs with its hash tree right behind it: the content of the partition ROOT-A. */
  readonly file: string;
  /** The unique GUID that the partition has to have, because the kernel looks for it. Upper case. */
  readonly partitionGuid: string;
}

/** Everything of the recovery that is the same on every stick. All paths are absolute. */
export interface RecoverySoftware {
  readonly vmlinuz: string;
  readonly kernelVersion: string;
  /** The folder `lib/modules/<version>` with the modules that the recovery uses. */
  readonly modules: string;
  readonly initramfs: string;
  readonly commandLine: string;
  readonly rootfs: RecoveryRootfs;
  /** The content of the partitions KERN-A and KERN-B. */
  readonly kernelBlob: string;
  readonly uki: string;
  /** The same for UEFI Secure Boot, when there was a key to sign it with. */
  readonly signedUki: string | null;
  /** A line for each Debian package: `name version architecture sha256`. */
  readonly packages: string;
  readonly sizes: Readonly<Record<'vmlinuz' | 'initramfs' | 'rootfs' | 'kernelBlob' | 'uki', number>>;
}
