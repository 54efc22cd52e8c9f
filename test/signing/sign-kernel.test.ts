import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { readVbprivk } from '../../src/signing/read-vbprivk.ts';
import { type KernelParts, signKernel } from '../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { faultOf } from '../formats/fault-of.ts';
import { options } from '../formats/vboot/options.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';
import { anyBzimage } from './any-bzimage.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const devkey = (name: string): string => join(DEVKEYS, name);

const root = generateSigningKey(4);
const signer = generateSigningKey(4);
const parts: KernelParts = {
  keyblock: signKeyblock({ dataKey: encodePackedKey(signer, 1), flags: 5 }, root),
  signer,
  version: 65_535,
  arch: 'x86_64',
  vmlinuz: anyBzimage(9000),
  commandLine: 'console=ttyS0 root=/dev/dm-0',
  bootloader: Buffer.alloc(3000, 'bootloader'),
};

test.for([
  ['another signer than the keyblock names', 'signer', { signer: root }],
  ['a version above 65535', 'version', { version: 65_536 }],
  ['a command line of 4096 characters', 'command_line', { commandLine: 'x'.repeat(4096) }],
] as const)('signKernel() refuses %s', ([, field, change]) => {
  expect(faultOf(() => signKernel({ ...parts, ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { field },
  });
});

test('signKernel() refuses a keyblock that leaves no room for the preamble', () => {
  const { keyblock } = parts;
  const view = new DataView(keyblock.buffer, keyblock.byteOffset);
  const moreBytes = 65_000 - keyblock.length;
  const longer = Buffer.concat([keyblock.subarray(0, 632), Buffer.alloc(moreBytes), keyblock.subarray(632)]);
  for (const at of [16, 24, 40, 48, 64]) longer.writeUInt32LE(view.getUint32(at, true) + moreBytes, at);
  expect(faultOf(() => signKernel({ ...parts, keyblock: longer }))).toMatchObject({
    facts: { format: 'signing', field: 'keyblock', problem: expect.stringContaining('no room') },
  });
});

testWith('vbutil_kernel').for([
  ['aarch64', 'arm', 1, 1],
  ['armv7l', 'arm', 4096, 4096],
  ['aarch64', 'aarch64', 10_000, 4097],
  ['x86_64', 'x86_64', 9000, 3000],
  ['i686', 'x86', 2048 + 4096, 1],
] as const)(
  'signKernel() makes for %s what vbutil_kernel --arch %s makes, bit for bit',
  ([arch, name, kernelBytes, bootloaderBytes]) => {
    const vmlinuz =
      arch === 'x86_64' || arch === 'i686' ? anyBzimage(kernelBytes) : Buffer.alloc(kernelBytes, 'kernel');
    const bootloader = Buffer.alloc(bootloaderBytes, 'bootloader');
    const commandLine = 'one -- two=" 3 "';
    writeFileSync(path('vmlinuz'), vmlinuz);
    writeFileSync(path('bootloader'), bootloader);
    writeFileSync(path('config'), commandLine);
    tool(
      'vbutil_kernel',
      ...options({ pack: path('k.bin'), version: '7', arch: name, vmlinuz: path('vmlinuz') }),
      ...options({ bootloader: path('bootloader'), config: path('config') }),
      ...options({ keyblock: devkey('kernel.keyblock'), signprivate: devkey('kernel_data_key.vbprivk') }),
    );
    const made = signKernel({
      keyblock: readFileSync(devkey('kernel.keyblock')),
      signer: readVbprivk(readFileSync(devkey('kernel_data_key.vbprivk'))),
      version: 7,
      arch,
      vmlinuz,
      bootloader,
      commandLine,
    });
    expect(Buffer.compare(made, readFileSync(path('k.bin')))).toBe(0);
  },
);

testWith('vbutil_kernel').for(['x86_64', 'aarch64'] as const)(
  'signKernel() makes for %s, with keys of its own, what vbutil_kernel accepts',
  (arch) => {
    writeFileSync(path('mine.bin'), signKernel({ ...parts, arch }));
    writeFileSync(path('root.vbpubk'), encodePackedKey(root, 1));
    const args = ['--verify', path('mine.bin'), '--signpubkey', path('root.vbpubk'), '--verbose'];
    const { status, stdout } = tool('vbutil_kernel', ...args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Kernel version: +65535[^]*\nConfig:\nconsole=ttyS0 root=\/dev\/dm-0\n/);
  },
);

testWith('vbutil_kernel')('signKernel() makes an x86 kernel that vbutil_kernel puts together again', () => {
  writeFileSync(path('mine.bin'), signKernel(parts));
  tool('vbutil_kernel', '--get-vmlinuz', path('mine.bin'), '--vmlinuz-out', path('again'));
  const again = readFileSync(path('again')).subarray(0, parts.vmlinuz.length);
  expect(Buffer.compare(again, parts.vmlinuz)).toBe(0);
});
