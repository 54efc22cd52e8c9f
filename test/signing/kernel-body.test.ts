import { expect, test } from 'vitest';
import { encodeKernelBody, type KernelContent } from '../../src/signing/kernel-body.ts';
import { faultOf } from '../formats/fault-of.ts';
import { anyBzimage } from './any-bzimage.ts';

const LOAD = 0x10_0000n;
const content: KernelContent = {
  arch: 'aarch64',
  vmlinuz: Buffer.alloc(5000, 'k'),
  commandLine: 'quiet',
  bootloader: Buffer.alloc(300, 'b'),
};

test('encodeKernelBody() lays kernel, command line, parameters and bootloader in pages', () => {
  const { bytes, ...addresses } = encodeKernelBody(content);
  expect(addresses).toEqual({
    loadAddress: LOAD,
    bootloaderAddress: LOAD + 0x4000n,
    bootloaderBytes: 4096,
    vmlinuzHeaderAddress: 0n,
    vmlinuzHeaderBytes: 0,
  });
  const pages = ['k'.repeat(5000), 'quiet', '', 'b'.repeat(300)];
  const sizes = [8192, 4096, 4096, 4096];
  const expected = Buffer.concat(
    pages.map((text, index) => Buffer.from(text.padEnd(sizes[index] ?? 0, '\0'))),
  );
  expect(Buffer.compare(bytes, expected)).toBe(0);
});

test('encodeKernelBody() puts the 16-bit part of an x86 kernel last', () => {
  const vmlinuz = anyBzimage(5000);
  const body = encodeKernelBody({ ...content, arch: 'x86_64', vmlinuz });
  expect(body).toMatchObject({ vmlinuzHeaderAddress: LOAD + 0x5000n, vmlinuzHeaderBytes: 2560 });
  expect(body.bytes).toHaveLength(0x6000);
  expect(Buffer.compare(body.bytes.subarray(0x5000, 0x5000 + 2560), vmlinuz.subarray(0, 2560))).toBe(0);
});

test('encodeKernelBody() does without a bootloader', () => {
  const body = encodeKernelBody({ ...content, bootloader: new Uint8Array() });
  expect(body).toMatchObject({ bootloaderAddress: LOAD + 0x4000n, bootloaderBytes: 0 });
  expect(body.bytes).toHaveLength(0x4000);
});

test.for([
  ['a command line of 4096 characters', 'command_line', { commandLine: 'x'.repeat(4096) }],
  ['a command line of two lines', 'command_line', { commandLine: 'quiet\nsplash' }],
  ['a command line that ends early', 'command_line', { commandLine: 'quiet\0' }],
  ['a command line with a letter above ASCII', 'command_line', { commandLine: 'größe' }],
  ['an x86 kernel that is none', 'header', { arch: 'i686' as const }],
  ['a body above 512 MiB', 'body', { bootloader: new Uint8Array(2 ** 29) }],
] as const)('encodeKernelBody() refuses %s', ([, field, change]) => {
  expect(faultOf(() => encodeKernelBody({ ...content, ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { field },
  });
});
