import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecoverySoftware } from '../../initramfs/recovery-software.ts';
import { DEVKEYS, tool } from '../tool.ts';

export interface OtherKernel {
  readonly commandLine?: string;
  /** The names of the keyblock and of its private key among the development keys. */
  readonly keyblock?: string;
  readonly privateKey?: string;
}

/** Packs a recovery kernel that differs from the one of `software`, into the file `out`. */
export function packRecoveryKernel(software: RecoverySoftware, other: OtherKernel, out: string): string {
  writeFileSync(`${out}.config`, other.commandLine ?? software.commandLine);
  const options = {
    pack: out,
    version: '1',
    arch: 'x86_64',
    keyblock: join(DEVKEYS, other.keyblock ?? 'recovery_kernel.keyblock'),
    signprivate: join(DEVKEYS, other.privateKey ?? 'recovery_kernel_data_key.vbprivk'),
    vmlinuz: software.vmlinuz,
    bootloader: software.initramfs,
    config: `${out}.config`,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const { status, stderr } = tool('vbutil_kernel', ...args);
  if (status !== 0) throw new Error(stderr);
  return out;
}
