import { Fault } from '../core/faults.ts';

/** An x86 kernel, taken apart as the firmware starts it: in 32-bit mode, past its own boot sectors. */
export interface Bzimage {
  /** Boot sector and 16-bit setup code. */
  readonly header: Uint8Array;
  /** The 32-bit part. */
  readonly kernel: Uint8Array;
  /** The page of boot parameters ("zero page") that the firmware hands to the kernel. */
  readonly bootParameters: (commandLineAddress: bigint) => Uint8Array;
}

// Offsets are those of Linux's boot protocol (Documentation/arch/x86/boot.rst, zero-page.rst); the setup header has the
// same place in the file and in the page.
const SETUP_SECTORS = 0x1f1;
const BOOT_FLAG = 0x1fe;
const MAGIC = 0x202;
const TYPE_OF_LOADER = 0x210;
const RAMDISK_IMAGE = 0x218;
const RAMDISK_SIZE = 0x21c;
const COMMAND_LINE_POINTER = 0x228;
const E820_COUNT = 0x1e8;
const E820_TABLE = 0x2d0;

const PAGE_BYTES = 4096;
const SECTOR_BYTES = 512;
const UNKNOWN_LOADER = 0xff;
/** Start, size (64 bits each) and type (1 RAM, 2 reserved): a stand-in, which the firmware replaces. */
const E820_ENTRIES = [
  [0n, 0x1000n, 1],
  [0xffff_f000n, 0x1000n, 2],
] as const;

/** @throws Fault FMT-01 when it is not a bzImage */
export function readBzimage(file: Uint8Array): Bzimage {
  const { length: sizeBytes } = file;
  const magic = Buffer.from(file.subarray(MAGIC, MAGIC + 4)).toString('latin1');
  if (sizeBytes < E820_TABLE || magic !== 'HdrS') {
    throw fault('header', 'it is not an x86 bzImage');
  }
  const setupSectors = file[SETUP_SECTORS] ?? 0;
  const kernelStart = (setupSectors + 1) * SECTOR_BYTES;
  if (setupSectors === 0 || kernelStart >= sizeBytes) {
    throw fault('setup_sects', `${setupSectors} sectors leave no kernel in ${sizeBytes} bytes`);
  }
  return {
    header: file.subarray(0, kernelStart),
    kernel: file.subarray(kernelStart),
    bootParameters: (commandLineAddress) => bootParameters(file, commandLineAddress),
  };
}

function bootParameters(file: Uint8Array, commandLineAddress: bigint): Uint8Array {
  const page = new Uint8Array(PAGE_BYTES);
  const view = new DataView(page.buffer);
  page.set(file.subarray(SETUP_SECTORS, E820_TABLE), SETUP_SECTORS);
  view.setUint16(BOOT_FLAG, 0, true);
  view.setUint8(TYPE_OF_LOADER, UNKNOWN_LOADER);
  view.setUint32(RAMDISK_IMAGE, 0, true);
  view.setUint32(RAMDISK_SIZE, 0, true);
  view.setUint32(COMMAND_LINE_POINTER, Number(commandLineAddress), true);
  view.setUint8(E820_COUNT, E820_ENTRIES.length);
  for (const [index, [start, size, type]] of E820_ENTRIES.entries()) {
    const at = E820_TABLE + 20 * index;
    view.setBigUint64(at, start, true);
    view.setBigUint64(at + 8, size, true);
    view.setUint32(at + 16, type, true);
  }
  return page;
}

function fault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'bzImage', field, problem });
}
