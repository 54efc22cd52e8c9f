import { expect, test } from 'vitest';
import { type Hardware, machineArguments } from '../../vm/machine-arguments.ts';
import { smbiosArgument } from '../../vm/smbios-argument.ts';

const HARDWARE: Hardware = {
  memoryMib: 512,
  acpiTable: 'a,b.aml',
  smbios: 'type=1',
  disk: { kind: 'nvme', image: 'disk.img', bytesPerSecond: 'unlimited' },
};
const KERNEL = {
  kind: 'kernel',
  vmlinuz: 'v',
  initramfs: 'i',
  commandLine: 'dm="1 vroot none ro 1,0"',
} as const;
const UEFI = { kind: 'uefi', code: 'code.fd', variables: 'vars.fd' } as const;

/** What stands behind each use of an option. */
function valuesOf(args: readonly string[], option: string): readonly string[] {
  return args.flatMap((value, at) => (args[at - 1] === option ? [value] : []));
}

test('machineArguments() doubles a comma in a path inside of an option, and in no other', () => {
  const args = machineArguments(HARDWARE, KERNEL, 'x,y.log');
  expect(valuesOf(args, '-acpitable')).toEqual(['file=a,,b.aml']);
  expect(valuesOf(args, '-append')).toEqual([KERNEL.commandLine]);
  expect(valuesOf(args, '-chardev')[0]).toBe('socket,id=serial,fd=3,logfile=x,,y.log');
});

test.for([
  ['nvme', 'nvme,drive=disk,serial=RSDNVME1'],
  ['sd', 'sd-card,drive=disk'],
] as const)('machineArguments() gives the machine a disk of kind %s', ([kind, device]) => {
  const disk = { ...HARDWARE.disk, kind };
  expect(valuesOf(machineArguments({ ...HARDWARE, disk }, KERNEL, 'log'), '-device')).toContain(device);
});

test.for([
  [undefined, '-display', 'none'],
  ['window', '-display', 'gtk'],
  ['vnc', '-vnc', '127.0.0.1:0,to=99'],
] as const)('machineArguments() shows the display: %s', ([display, option, value]) => {
  expect(valuesOf(machineArguments({ ...HARDWARE, display }, KERNEL, 'log'), option)).toEqual([value]);
});

test('machineArguments() holds the disk back to its speed', () => {
  const disk = { ...HARDWARE.disk, bytesPerSecond: 8_000_000 };
  const args = machineArguments({ ...HARDWARE, disk }, KERNEL, 'log');
  expect(valuesOf(args, '-object')).toEqual(['throttle-group,id=speed,x-bps-total=8000000']);
});

test('machineArguments() records what is heard only where that is wanted', () => {
  const sound = { pcSpeaker: 'a,b.wav', soundCard: 'c.wav' };
  expect(valuesOf(machineArguments({ ...HARDWARE, sound }, KERNEL, 'log'), '-audiodev')).toEqual([
    'wav,id=pc-speaker,path=a,,b.wav',
    'wav,id=sound-card,path=c.wav',
  ]);
  expect(machineArguments(HARDWARE, KERNEL, 'log')).not.toContain('-audiodev');
});

test('machineArguments() protects the variables of the firmware only where Secure Boot is enforced', () => {
  const machine = (secureBoot: 'enforced' | 'off'): readonly string[] =>
    valuesOf(machineArguments(HARDWARE, { ...UEFI, secureBoot }, 'log'), '-global');
  expect(machine('enforced')).toEqual(['driver=cfi.pflash01,property=secure,value=on']);
  expect(machine('off')).toEqual([]);
});

test('smbiosArgument() writes the SKU as firmware does, and doubles commas', () => {
  expect(smbiosArgument({ sku: 42, serial: 'A,B' })).toBe(
    'type=1,manufacturer=Google,product=Nimbus,version=rev3,serial=A,,B,sku=sku42',
  );
});
