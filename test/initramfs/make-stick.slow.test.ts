import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeStick, type StickOptions } from '../../initramfs/make-stick.ts';
import type { RecoverySoftware } from '../../initramfs/recovery-software.ts';
import { testWith, tool } from '../tool.ts';

const MIB = 1 << 20;
const ROOT_GUID = '01234567-89AB-8CDE-8123-456789ABCDEF';
const withFat = testWith('mcopy');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** Software of which a stick takes nothing apart. */
function software(signedUki: string | null = null): RecoverySoftware {
  return {
    vmlinuz: '',
    kernelVersion: '',
    modules: '',
    initramfs: '',
    commandLine: '',
    rootfs: {
      file: file('rootfs', 'root'),
      dataBlocks: 1,
      rootDigest: '',
      salt: '',
      partitionGuid: ROOT_GUID,
    },
    kernelBlob: file('kernel', 'kernel'),
    uki: file('uki', 'uki'),
    signedUki,
    packages: '',
    sizes: { vmlinuz: 0, initramfs: 0, rootfs: 0, kernelBlob: 0, uki: 0 },
  };
}

async function stick(
  options: Partial<StickOptions> = {},
): Promise<{ readonly bytes: Buffer; readonly image: string }> {
  const image = join(folder, 'stick.img');
  await makeStick({ software: software(), out: image, ...options });
  return { bytes: readFileSync(image), image };
}

function onStick(image: string, mib: number, path: string): string {
  return tool('mtype', '-i', `${image}@@${mib * MIB}`, path).stdout;
}

withFat('makeStick() puts each part where the layout has it', async () => {
  const data = join(folder, 'data');
  mkdirSync(join(data, 'recovery/one'), { recursive: true });
  writeFileSync(join(data, 'recovery/one/manifest.json'), '{}');
  const { bytes, image } = await stick({ dataFolder: data });
  const at = (mib: number, length: number): string => bytes.toString('latin1', mib * MIB, mib * MIB + length);
  expect([at(65, 6), at(97, 4), at(225, 6)]).toEqual(['kernel', 'root', 'kernel']);
  expect(onStick(image, 1, '::/EFI/BOOT/BOOTX64.EFI')).toBe('uki');
  expect(onStick(image, 257, '::/recovery/one/manifest.json')).toBe('{}');
});

testWith('cgpt')('makeStick() makes a table that cgpt finds nothing wrong with', async () => {
  const { image } = await stick();
  const { stdout, stderr } = tool('cgpt', 'show', '-v', image);
  expect(`${stdout}${stderr}`).not.toMatch(/invalid|error|warning/i);
  expect(stdout).toContain(ROOT_GUID);
});

test('makeStick() gives the same bytes for the same software and data', async () => {
  const first = (await stick()).bytes;
  expect((await stick()).bytes.equals(first)).toBe(true);
});

withFat('makeStick() takes the signed UEFI image when there is one', async () => {
  const { image } = await stick({ software: software(file('signed', 'signed uki')) });
  expect(onStick(image, 1, '::/EFI/BOOT/BOOTX64.EFI')).toBe('signed uki');
});

test('makeStick() puts other files into the same partitions', async () => {
  const right = (await stick()).bytes;
  const kernelA = file('kernel-a', 'KERNEL');
  const rootfs = file('other-root', 'ROOT');
  const { bytes } = await stick({ kernelA, rootfs });
  expect(bytes.toString('latin1', 65 * MIB, 65 * MIB + 6)).toBe('KERNEL');
  expect(bytes.toString('latin1', 97 * MIB, 97 * MIB + 4)).toBe('ROOT');
  expect(bytes.toString('latin1', 225 * MIB, 225 * MIB + 6)).toBe('kernel');
  expect(bytes.subarray(0, MIB).equals(right.subarray(0, MIB))).toBe(true);
});

test('makeStick() leaves no image when it fails', async () => {
  await expect(stick({ sizeBytes: MIB })).rejects.toThrow('too small');
  expect(() => readFileSync(join(folder, 'stick.img'))).toThrow('ENOENT');
});
