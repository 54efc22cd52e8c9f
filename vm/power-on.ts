import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEVKEYS } from './devkeys.ts';
import { firmware, type RefusedKernel } from './firmware.ts';
import type { Machine } from './machine.ts';
import type { MachineStart } from './machine-arguments.ts';
import type { Netbook } from './netbook.ts';
import { startMachine } from './start-machine.ts';

export interface PowerOnOptions {
  /** What the log files of this start are called. */
  readonly name: string;
  /** `uefi` and `secure-boot` start the EFI system partition of the stick by OVMF. */
  readonly firmware: 'vboot' | 'uefi' | 'secure-boot';
  /** The image of the stick that is plugged in: the netbook then starts from it. */
  readonly stick?: string | undefined;
  readonly limitMs: number;
}

export type PowerOn =
  | {
      readonly kind: 'on';
      readonly machine: Machine;
      /** What the stand-in for the firmware took. */
      readonly firmwareMs: number;
      readonly refused: readonly RefusedKernel[];
    }
  | {
      readonly kind: 'nothing-boots';
      readonly problems: readonly string[];
      readonly refused: readonly RefusedKernel[];
    };

const OVMF = '/usr/share/OVMF';
/** The second one comes with the snakeoil keys of Debian's ovmf enrolled. */
const OVMF_FILES = {
  uefi: { code: 'OVMF_CODE_4M.fd', variables: 'OVMF_VARS_4M.fd', secureBoot: 'off' },
  'secure-boot': {
    code: 'OVMF_CODE_4M.secboot.fd',
    variables: 'OVMF_VARS_4M.snakeoil.fd',
    secureBoot: 'enforced',
  },
} as const;

/** Switches a netbook on: by vboot's rules from the stick, under the recovery key, or from its disk, under the kernel subkey. */
export async function powerOn(netbook: Netbook, options: PowerOnOptions): Promise<PowerOn> {
  if (options.firmware !== 'vboot') {
    const start = await uefiStart(netbook, options.name, OVMF_FILES[options.firmware]);
    return { kind: 'on', machine: await started(netbook, options, start), firmwareMs: 0, refused: [] };
  }
  const beginMs = performance.now();
  const outcome = await firmware({
    image: options.stick ?? netbook.hardware.disk.image,
    key: join(DEVKEYS, options.stick === undefined ? 'kernel_subkey.vbpubk' : 'recovery_key.vbpubk'),
    mode: options.stick === undefined ? 'normal' : 'recovery',
    developerSwitch: netbook.tables.developerSwitch,
    work: join(netbook.folder, `${options.name}.kernel`),
  });
  if (outcome.kind === 'nothing-boots') return outcome;
  const firmwareMs = performance.now() - beginMs;
  const machine = await started(netbook, options, { kind: 'kernel', ...outcome.kernel });
  return { kind: 'on', machine, firmwareMs, refused: outcome.refused };
}

async function uefiStart(
  { folder }: Netbook,
  name: string,
  { code, variables, secureBoot }: (typeof OVMF_FILES)[keyof typeof OVMF_FILES],
): Promise<MachineStart> {
  const own = join(folder, `${name}.variables.fd`);
  await copyFile(join(OVMF, variables), own);
  return { kind: 'uefi', code: join(OVMF, code), variables: own, secureBoot };
}

function started(netbook: Netbook, options: PowerOnOptions, start: MachineStart): Promise<Machine> {
  const { name, stick, limitMs } = options;
  return startMachine({ ...netbook.hardware, stick, name, folder: netbook.folder, start, limitMs });
}
