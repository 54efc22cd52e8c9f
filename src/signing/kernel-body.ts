import type { Arch } from '../core/device.ts';
import { Fault } from '../core/faults.ts';
import { readBzimage } from './read-bzimage.ts';

export interface KernelContent {
  readonly arch: Arch;
  /** A bzImage for x86; for ARM the kernel in whatever form its bootloader takes. */
  readonly vmlinuz: Uint8Array;
  /** Printable ASCII, below 4096 bytes. */
  readonly commandLine: string;
  readonly bootloader: Uint8Array;
}

/** A kernel body, and the addresses that its parts will have in memory. */
export interface KernelBody {
  readonly bytes: Uint8Array;
  readonly loadAddress: bigint;
  readonly bootloaderAddress: bigint;
  readonly bootloaderBytes: number;
  /** 0 where there is no such part. */
  readonly vmlinuzHeaderAddress: bigint;
  readonly vmlinuzHeaderBytes: number;
}

/** Where vboot's tools load a body unless they are told otherwise. */
const LOAD_ADDRESS = 0x10_0000n;

const PAGE_BYTES = 4096;
const MAX_BODY_BYTES = 512 * 1024 * 1024;

/**
 * Lays out a kernel body: kernel, command line, boot parameters, bootloader, and the 16-bit part of a bzImage; each
 * begins at a multiple of 4096 bytes.
 * @throws Fault FMT-01
 */
export function encodeKernelBody({ arch, vmlinuz, commandLine, bootloader }: KernelContent): KernelBody {
  refuseCommandLine(commandLine);
  const { header, kernel, bootParameters } = partsOf(arch, vmlinuz);
  const commandLineStart = roundUp(kernel.length);
  const bootloaderStart = commandLineStart + 2 * PAGE_BYTES;
  const bootloaderBytes = roundUp(bootloader.length);
  const headerStart = bootloaderStart + bootloaderBytes;
  const addressOf = (start: number): bigint => LOAD_ADDRESS + BigInt(start);
  const bytes = room(roundUp(headerStart + header.length));
  bytes.set(kernel);
  bytes.set(Buffer.from(commandLine, 'latin1'), commandLineStart);
  bytes.set(bootParameters(addressOf(commandLineStart)), commandLineStart + PAGE_BYTES);
  bytes.set(bootloader, bootloaderStart);
  bytes.set(header, headerStart);
  return {
    bytes,
    loadAddress: LOAD_ADDRESS,
    bootloaderAddress: addressOf(bootloaderStart),
    bootloaderBytes,
    vmlinuzHeaderAddress: header.length === 0 ? 0n : addressOf(headerStart),
    vmlinuzHeaderBytes: header.length,
  };
}

function refuseCommandLine(commandLine: string): void {
  if (commandLine.length >= PAGE_BYTES) {
    throw fault('command_line', `${commandLine.length} characters are above ${PAGE_BYTES - 1}`);
  }
  if (!/^[ -~]*$/.test(commandLine)) throw fault('command_line', 'it is not printable ASCII');
}

interface KernelParts {
  readonly header: Uint8Array;
  readonly kernel: Uint8Array;
  readonly bootParameters: (commandLineAddress: bigint) => Uint8Array;
}

const FAMILIES: Record<Arch, 'x86' | 'arm'> = { x86_64: 'x86', i686: 'x86', aarch64: 'arm', armv7l: 'arm' };

function partsOf(arch: Arch, vmlinuz: Uint8Array): KernelParts {
  if (FAMILIES[arch] === 'x86') return readBzimage(vmlinuz);
  return { header: new Uint8Array(), kernel: vmlinuz, bootParameters: () => new Uint8Array() };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

function room(sizeBytes: number): Uint8Array {
  if (sizeBytes > MAX_BODY_BYTES) throw fault('body', `${sizeBytes} bytes are above ${MAX_BODY_BYTES}`);
  return new Uint8Array(sizeBytes);
}

function fault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'signing', field, problem });
}
