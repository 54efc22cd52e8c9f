import * as z from 'zod';
import type { Arch } from '../core/device.ts';
import { Fault } from '../core/faults.ts';

/** The longest `software.json`. */
export const MAX_SOFTWARE_MANIFEST_BYTES: number = 64 * 1024;

export interface SoftwareFile {
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/**
 * `software.json`, format 1: recovery software as it lies in a tree, in `software/<id>/`. Nobody signs it: the kernel is
 * signed, and vouches for the root filesystem.
 */
export interface SoftwareManifest {
  readonly format: 1;
  readonly id: string;
  readonly version: string;
  readonly arch: Arch;
  readonly files: {
    /** The content of KERN-A and KERN-B. */
    readonly kernel: SoftwareFile;
    /** The content of ROOT-A, and the GUID that the kernel looks for it by. */
    readonly rootfs: SoftwareFile & { readonly partitionGuid: string };
    /** What UEFI starts. */
    readonly uki?: SoftwareFile | undefined;
    /** The keys that the root filesystem trusts, which are in it as well: what they signed, its agent installs. */
    readonly keys: readonly SoftwareFile[];
  };
}

const MAX_FILE_BYTES = 4 * 2 ** 30;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const GUID = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

const FILE = {
  bytes: z.int().min(1).max(MAX_FILE_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};

function fileCalled<Name extends string>(name: Name) {
  return z.strictObject({ ...FILE, file: z.literal(name) });
}

const SCHEMA = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(ID),
  version: z.string().min(1).max(64),
  arch: z.enum(['x86_64', 'aarch64', 'armv7l', 'i686']),
  files: z.strictObject({
    kernel: fileCalled('kernel.bin'),
    rootfs: fileCalled('rootfs.img').extend({ partitionGuid: z.string().regex(GUID) }),
    uki: fileCalled('uki.efi').optional(),
    keys: z.array(z.strictObject({ ...FILE, file: z.string().regex(/^[a-z0-9_]{1,40}\.vbpubk$/) })).max(8),
  }),
});

/** Reads the bytes of `software.json`. @throws Fault MAK-06 */
export function readSoftwareManifest(bytes: Uint8Array): SoftwareManifest {
  const read = SCHEMA.safeParse(parsed(bytes));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Fault('MAK-06', { problem: `software.json: ${issue?.path.join('.')}: ${issue?.message}` });
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Fault('MAK-06', { problem: 'software.json is not JSON' }, { cause: error });
  }
}
