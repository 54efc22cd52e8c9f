import type { Arch } from '../core/device.ts';
import { MANIFEST_SCHEMA } from './manifest-schema.ts';
import { MAX_SIGNED_BYTES, readSignedJson } from './read-signed-json.ts';

/** The longest `manifest.json`, and the longest `manifest.vblock`. */
export const MAX_MANIFEST_BYTES: number = MAX_SIGNED_BYTES;

/** `manifest.json`, format 1. */
export interface Manifest {
  readonly format: 1;
  readonly id: string;
  readonly os: { readonly name: string; readonly version: string };
  readonly arch: Arch;
  /** The devices that the release is for. Without `skus` it is for every SKU of the model. */
  readonly models: readonly { readonly hwid: string; readonly skus?: readonly number[] }[];
  /** One of each role at most; a kernel and a root filesystem at least, or firmware alone. */
  readonly payloads: readonly Payload[];
  /** The partitions of the target, in their order on the disk. None for firmware alone. */
  readonly layout: readonly LayoutPartition[];
  readonly minimumAgent: string;
}

export interface Payload {
  readonly role: 'kernel' | 'rootfs' | 'firmware';
  /** Fixed by the role and the compression: `kernel.bin`, `rootfs.img`, `rootfs.img.zst`, `firmware.bin`. */
  readonly file: string;
  /** Size of the file as it lies in the release: packed, if it is compressed. */
  readonly bytes: number;
  /** Of the file as it lies in the release; 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly compression?: 'zstd-seekable';
  /** There for the root filesystem, and for nothing else. */
  readonly verity?: ManifestVerity;
  /** There for the firmware, and for nothing else: what both its slots call themselves behind the platform. */
  readonly version?: string;
}

export interface ManifestVerity {
  /** 0, which is Chromium OS's own format, when it is not there. */
  readonly version?: 0 | 1;
  /** 64 lower-case hexadecimal digits. */
  readonly rootDigest: string;
  /** Hexadecimal, `''` for none. */
  readonly salt: string;
  /** Blocks of 4096 bytes that hold the file system. The hash tree lies right behind them. */
  readonly dataBlocks: number;
}

export interface LayoutPartition {
  /** 1 to 128. */
  readonly number: number;
  readonly label: string;
  readonly type: 'kernel' | 'rootfs' | 'efi' | 'data' | 'firmware' | 'reserved' | 'minios' | 'hibernate';
  /** A multiple of 4096, or what the others leave. */
  readonly sizeBytes: number | 'rest';
  readonly payload?: 'kernel' | 'rootfs';
  readonly boot?: { readonly priority: number; readonly tries: number; readonly successful: 0 | 1 };
  readonly filesystem?: 'ext4';
}

/**
 * Reads the bytes of `manifest.json`. Who signed them is the caller's to know first.
 * @throws Fault MAN-01 when they are no JSON, MAN-02 on a wrong or unknown field, MAN-03 above 64 KiB, MAN-04 on a
 * repeated key
 */
export function readManifest(bytes: Uint8Array): Manifest {
  return readSignedJson(bytes, 'manifest.json', MANIFEST_SCHEMA);
}
