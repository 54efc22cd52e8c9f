import { stickBlock, stickDevice } from './stick-device.ts';
import type { KernelFiles } from './unpack-kernel.ts';

export type MachineStart =
  /** The stand-in for the firmware has chosen and verified a kernel. */
  | ({ readonly kind: 'kernel' } & KernelFiles)
  /** OVMF finds the EFI system partition of the stick by itself. It writes `variables`. */
  | {
      readonly kind: 'uefi';
      readonly code: string;
      readonly variables: string;
      readonly secureBoot: 'enforced' | 'off';
    };

export interface Hardware {
  readonly memoryMib: number;
  /** An AML file. */
  readonly acpiTable: string;
  /** The value of `-smbios`. */
  readonly smbios: string;
  readonly disk: MachineDisk;
  /** The image of a USB disk with the flash chip in a file: see `flash-chip.ts`. */
  readonly chip?: string | undefined;
  /** The image of the stick that is in the USB port from the start. */
  readonly stick?: string | undefined;
  /**
   * A card on a network of its own, in which the computer that QEMU runs on is 10.0.2.2; with `ipv6-only` there is no
   * IPv4, and it is fec0::2.
   */
  readonly network?: 'none' | 'user' | 'ipv6-only' | undefined;
  /** The WAV files that its loudspeakers sound into; it has none when absent. */
  readonly sound?: MachineSound | undefined;
  /** Where the picture of its display goes: nowhere by default, where only QMP sees it. */
  readonly display?: MachineDisplay | undefined;
}

interface MachineSound {
  readonly pcSpeaker: string;
  /** Of a card of Intel's HDA. */
  readonly soundCard: string;
}

export type MachineDisplay = keyof typeof DISPLAYS;

export interface MachineDisk {
  readonly kind: 'nvme' | 'sd';
  readonly image: string;
  /** How fast it reads and writes, or as fast as it can. */
  readonly bytesPerSecond: number | 'unlimited';
  /** A disk that has worn out is read and takes no write. */
  readonly condition?: 'sound' | 'worn-out' | undefined;
}

/** The file descriptors by which QEMU is talked to. */
export const WIRES = { serial: 3, qmp: 4 } as const;
/** QEMU's name for the serial line. */
export const SERIAL_ID = 'serial';
/** QEMU's name for the network card. */
export const NETWORK_CARD_ID = 'nic0';

/** `vnc`: for this computer only, on the first port from 5900 on that is free. */
const DISPLAYS = {
  none: ['-display', 'none'],
  window: ['-display', 'gtk'],
  vnc: ['-vnc', '127.0.0.1:0,to=99'],
} as const;

type Option = readonly [name: string, value: string];

/** The arguments for QEMU. It always emulates: where the tests run, KVM is not there or hangs. */
export function machineArguments(
  hardware: Hardware,
  start: MachineStart,
  serialLog: string,
): readonly string[] {
  const options: readonly Option[] = [
    DISPLAYS[hardware.display ?? 'none'],
    ...networkOptions(hardware.network ?? 'none'),
    ['-accel', 'tcg,thread=multi'],
    ['-cpu', 'max'],
    ['-smp', '2'],
    ['-m', String(hardware.memoryMib)],
    ['-vga', 'std'],
    ['-device', 'qemu-xhci,id=xhci'],
    ['-acpitable', `file=${inOption(hardware.acpiTable)}`],
    ['-smbios', hardware.smbios],
    ['-chardev', `socket,id=${SERIAL_ID},fd=${WIRES.serial},logfile=${inOption(serialLog)}`],
    ['-serial', `chardev:${SERIAL_ID}`],
    ['-chardev', `socket,id=qmp,fd=${WIRES.qmp}`],
    ['-mon', 'chardev=qmp,mode=control'],
    ...(start.kind === 'kernel' ? kernelOptions(start) : uefiOptions(start)),
    ...diskOptions(hardware.disk),
    ...(hardware.chip === undefined ? [] : chipOptions(hardware.chip)),
    ...(hardware.sound === undefined ? [] : soundOptions(hardware.sound)),
    ...(hardware.stick === undefined ? [] : stickOptions(hardware.stick)),
  ];
  return ['-nodefaults', '-no-user-config', '-no-reboot', ...options.flat()];
}

function kernelOptions({ vmlinuz, initramfs, commandLine }: KernelFiles): readonly Option[] {
  return [
    ['-machine', 'q35'],
    ['-kernel', vmlinuz],
    ['-initrd', initramfs],
    ['-append', commandLine],
  ];
}

function uefiOptions(start: Extract<MachineStart, { kind: 'uefi' }>): readonly Option[] {
  const flash = 'pflash0=firmware,pflash1=variables';
  const nodes: readonly Option[] = [
    ['-blockdev', JSON.stringify({ ...fileNode('firmware', start.code), 'read-only': true })],
    ['-blockdev', JSON.stringify(fileNode('variables', start.variables))],
  ];
  if (start.secureBoot === 'off') return [...nodes, ['-machine', `q35,${flash}`]];
  return [
    ...nodes,
    ['-machine', `q35,smm=on,${flash}`],
    ['-global', 'driver=cfi.pflash01,property=secure,value=on'],
  ];
}

function diskOptions({ kind, image, bytesPerSecond, condition }: MachineDisk): readonly Option[] {
  const limit = bytesPerSecond === 'unlimited' ? 0 : bytesPerSecond;
  const refusals = condition === 'worn-out' ? [{ event: 'none', iotype: 'write', errno: 5 }] : [];
  const medium = {
    driver: 'blkdebug',
    'node-name': 'disk-medium',
    image: 'disk-file',
    'inject-error': refusals,
  };
  const throttled = {
    driver: 'throttle',
    'node-name': 'disk',
    'throttle-group': 'speed',
    file: refusals.length === 0 ? 'disk-file' : 'disk-medium',
  };
  const node: readonly Option[] = [
    ['-blockdev', JSON.stringify(fileNode('disk-file', image))],
    ...(refusals.length === 0 ? [] : [['-blockdev', JSON.stringify(medium)] as const]),
    ['-object', `throttle-group,id=speed,x-bps-total=${limit}`],
    ['-blockdev', JSON.stringify(throttled)],
  ];
  if (kind === 'nvme') return [...node, ['-device', 'nvme,drive=disk,serial=RSDNVME1']];
  return [...node, ['-device', 'sdhci-pci'], ['-device', 'sd-card,drive=disk']];
}

function networkOptions(network: 'none' | 'user' | 'ipv6-only'): readonly Option[] {
  if (network === 'none') return [['-nic', 'none']];
  const families = network === 'ipv6-only' ? ',ipv4=off,ipv6=on' : '';
  return [
    ['-netdev', `user,id=net0,restrict=off${families}`],
    ['-device', `virtio-net-pci,id=${NETWORK_CARD_ID},netdev=net0`],
  ];
}

function soundOptions({ pcSpeaker, soundCard }: MachineSound): readonly Option[] {
  return [
    ['-audiodev', `wav,id=pc-speaker,path=${inOption(pcSpeaker)}`],
    ['-machine', 'pcspk-audiodev=pc-speaker'],
    ['-audiodev', `wav,id=sound-card,path=${inOption(soundCard)}`],
    ['-device', 'intel-hda'],
    ['-device', 'hda-output,audiodev=sound-card'],
  ];
}

function stickOptions(image: string): readonly Option[] {
  return [
    ['-blockdev', JSON.stringify(stickBlock(1, image))],
    ['-device', JSON.stringify({ ...stickDevice(1), bootindex: 1 })],
  ];
}

function chipOptions(image: string): readonly Option[] {
  return [
    ['-blockdev', JSON.stringify(fileNode('chip', image))],
    ['-device', 'usb-storage,id=usb-chip,bus=xhci.0,drive=chip,removable=on,serial=RSDCHIP1'],
  ];
}

function fileNode(name: string, file: string): object {
  return { driver: 'raw', 'node-name': name, file: { driver: 'file', filename: file } };
}

/** QEMU reads two commas as one that belongs to the value. */
function inOption(path: string): string {
  return path.replaceAll(',', ',,');
}
