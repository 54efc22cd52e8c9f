import { expect, test } from 'vitest';
import { packBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import { keySha1 } from '../../src/formats/vboot/key-sha1.ts';
import { foundSystem } from '../../src/install/found-system.ts';
import { installedKernels } from '../../src/install/installed-kernels.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { signKernel } from '../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { keyNamed, publicKey } from '../catalog/signed-release.ts';
import { FakeDisk } from '../fakes/fake-disk.ts';
import { diskWithSlots } from './disk-with-slots.ts';

const SLOT_BYTES = 1 << 20;

function slot(name: string, priority: number, change: (kernel: Uint8Array) => Uint8Array = (all) => all) {
  const signer = keyNamed(name);
  const keyblock = signKeyblock({ dataKey: encodePackedKey(signer, 3), flags: 0x17 }, 'none');
  const kernel = signKernel({
    keyblock,
    signer,
    version: 7,
    arch: 'aarch64',
    vmlinuz: new Uint8Array(4096),
    commandLine: 'quiet',
    bootloader: new Uint8Array(64),
  });
  const attributes = packBootAttributes(0n, { priority, tries: 0, successful: 1 });
  return { type: 'kernel' as const, content: change(kernel), attributes };
}

const sha1Of = (name: string): string => keySha1(publicKey(keyNamed(name)));

async function found(slots: readonly ReturnType<typeof slot>[]): Promise<ReturnType<typeof foundSystem>> {
  return foundSystem(await installedKernels(new FakeDisk(diskWithSlots(8 * SLOT_BYTES, slots))));
}

test('foundSystem() is the kernel that the firmware would start first, with its versions', async () => {
  const system = { keySha1: sha1Of('b'), kernelVersion: 0x3_0007 };
  expect(await found([slot('a', 1), slot('b', 2)])).toEqual(system);
  expect(await found([slot('b', 2), slot('a', 1)])).toEqual(system);
});

test('foundSystem() does not believe a version that the key did not sign', async () => {
  const forged = slot('a', 1, (kernel) => {
    const changed = Uint8Array.from(kernel);
    const keyblockBytes = new DataView(changed.buffer).getUint32(16, true);
    changed[keyblockBytes + 40] = 99;
    return changed;
  });
  expect(await found([forged])).toEqual({ keySha1: sha1Of('a'), kernelVersion: 'unknown' });
});

test('foundSystem() knows nothing of a disk without a kernel', async () => {
  expect(await found([])).toBe('unknown');
  expect(await found([slot('a', 1, () => new Uint8Array(100))])).toBe('unknown');
});
