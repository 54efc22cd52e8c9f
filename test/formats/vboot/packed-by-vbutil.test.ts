import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { readFirmwarePreamble } from '../../../src/formats/vboot/firmware-preamble.ts';
import { type KernelBlob, readKernelBlob } from '../../../src/formats/vboot/kernel-blob.ts';
import { type Keyblock, readKeyblock } from '../../../src/formats/vboot/keyblock.ts';
import { keyblockHashHolds } from '../../../src/formats/vboot/keyblock-hash-holds.ts';
import { keyblockSigner } from '../../../src/formats/vboot/keyblock-signer.ts';
import { type PackedKey, readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { sameKey } from '../../../src/formats/vboot/same-key.ts';
import { readVblock } from '../../../src/formats/vboot/vblock.ts';
import { bodyVerifies } from '../../../src/formats/vboot/verify-body.ts';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { options } from './options.ts';

// Everything that vboot's tools make with the development keys is read here.

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LINE = 'console=ttyS0 root=/dev/dm-0';
const file = (name: string): string => join(folder, name);
const devkey = (name: string): string => join(DEVKEYS, name);
const publicKey = (name: string): PackedKey => readPackedKey(readFileSync(devkey(`${name}.vbpubk`)));

writeFileSync(file('vmlinuz'), Buffer.alloc(9000, 'kernel'));
writeFileSync(file('bootloader'), Buffer.alloc(5000, 'bootloader'));
writeFileSync(file('config'), LINE);
writeFileSync(file('config2'), 'another line');
const bzImage = Buffer.alloc(512 * 5 + 7000, 'bzImage');
bzImage[0x1f1] = 4;
bzImage.write('HdrS', 0x202, 'latin1');
writeFileSync(file('bzImage'), bzImage);

/** The file that the tool makes. */
function made(name: string, ...args: readonly string[]): Uint8Array {
  const { status, stderr } = tool('futility', ...args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return readFileSync(file(name));
}

function keyblockBy(...args: readonly string[]): Keyblock {
  const dataKey = devkey('kernel_subkey.vbpubk');
  return readKeyblock(made('k', 'vbutil_keyblock', '--pack', file('k'), '--datapubkey', dataKey, ...args));
}

testWith('futility').for(['root_key', 'kernel_subkey', 'kernel_data_key'])(
  'readKeyblock() reads what vbutil_keyblock signs with %s',
  (name) => {
    const read = keyblockBy('--flags', '7', '--signprivate', devkey(`${name}.vbprivk`));
    const signer = publicKey(name);
    expect(keyblockSigner(read, [signer])).toBe(signer);
    expect(keyblockHashHolds(read)).toBe(true);
    expect(sameKey(read.dataKey, publicKey('kernel_subkey'))).toBe(true);
    expect(read.flags).toBe(7);
  },
);

testWith('futility')('readKeyblock() reads what vbutil_keyblock leaves unsigned', () => {
  const read = keyblockBy('--flags', '15');
  expect(keyblockSigner(read, [publicKey('root_key')])).toBe('none');
  expect(keyblockHashHolds(read)).toBe(true);
});

testWith('futility').for([
  [1, 0],
  [5000, 0],
  [65_535, 2],
] as const)('readVblock() reads what vbutil_firmware signs: %i bytes, flags %i', ([sizeBytes, flags]) => {
  const body = Buffer.alloc(sizeBytes, 'body');
  writeFileSync(file('body'), body);
  const bytes = made(
    'v',
    'vbutil_firmware',
    ...options({ vblock: file('v'), fv: file('body'), version: '65535', flags: `${flags}` }),
    ...options({ keyblock: devkey('firmware.keyblock'), signprivate: devkey('firmware_data_key.vbprivk') }),
    ...options({ kernelkey: devkey('kernel_subkey.vbpubk') }),
  );
  const { keyblock, preambleBytes } = readVblock(bytes);
  const preamble = readFirmwarePreamble(preambleBytes, keyblock.dataKey);
  expect(preamble).toMatchObject({ firmwareVersion: 65_535, flags });
  expect(sameKey(preamble.kernelSubkey, publicKey('kernel_subkey'))).toBe(true);
  expect(bodyVerifies(preamble.bodySignature, body, keyblock.dataKey)).toBe('whole');
});

const RECOVERY = options({
  keyblock: devkey('recovery_kernel.keyblock'),
  signprivate: devkey('recovery_kernel_data_key.vbprivk'),
});

function kernelBy(vmlinuz: string, ...args: readonly string[]): KernelBlob {
  const bytes = made(
    'k.bin',
    'vbutil_kernel',
    ...options({ pack: file('k.bin'), version: '9', vmlinuz: file(vmlinuz), config: file('config') }),
    ...options({ bootloader: file('bootloader') }),
    ...RECOVERY,
    ...args,
  );
  const read = readKernelBlob(bytes);
  expect(read.sizeBytes).toBe(bytes.length);
  return read;
}

testWith('futility').for([
  ['vmlinuz', ['--arch', 'arm']],
  ['vmlinuz', ['--arch', 'aarch64', '--kloadaddr', '0']],
  ['vmlinuz', ['--arch', 'arm', '--kloadaddr', '0xfffffff0']],
  ['vmlinuz', ['--arch', 'arm', '--pad', '0x4000']],
  ['bzImage', ['--arch', 'x86_64']],
  ['bzImage', ['--arch', 'x86', '--pad', '0']],
] as const)('readKernelBlob() reads what vbutil_kernel makes of %s with %j', ([vmlinuz, args]) => {
  const read = kernelBy(vmlinuz, ...args);
  expect(read).toMatchObject({ commandLine: LINE, version: 0x1_0009 });
  expect(read.preamble.vmlinuzHeader === 'none').toBe(vmlinuz === 'vmlinuz');
  expect(keyblockSigner(read.keyblock, [publicKey('recovery_key')])).not.toBe('none');
});

testWith('futility')('readKernelBlob() reads what vbutil_kernel repacks', () => {
  kernelBy('vmlinuz', '--arch', 'arm');
  const bytes = made(
    'k2.bin',
    'vbutil_kernel',
    ...options({ repack: file('k2.bin'), oldblob: file('k.bin'), config: file('config2') }),
    ...RECOVERY,
  );
  expect(readKernelBlob(bytes)).toMatchObject({ commandLine: 'another line', version: 0x1_0009 });
});
