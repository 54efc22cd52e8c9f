import { expect, test } from 'vitest';
import type { BlockDevice } from '../../src/core/ports.ts';
import type { PackedKey } from '../../src/formats/vboot/packed-key.ts';
import { sameKey } from '../../src/formats/vboot/same-key.ts';
import { installedKernelKeys } from '../../src/install/installed-kernel-keys.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { keyNamed, publicKey } from '../catalog/signed-release.ts';
import { FakeDisk, type FakeDiskFaults } from '../fakes/fake-disk.ts';
import { diskWithSlots, type OldSlot } from './disk-with-slots.ts';

const MIB = 1 << 20;
const DISK_BYTES = 8 * MIB;

const keyblockOf = (name: string): Uint8Array =>
  signKeyblock({ dataKey: encodePackedKey(keyNamed(name), 1), flags: 0x17 }, 'none');
const kernel = (content: Uint8Array): OldSlot => ({ type: 'kernel', content });
const A = kernel(keyblockOf('a'));
const B = kernel(keyblockOf('b'));

/** The names of the keys that were found on a disk with these slots. */
async function found(slots: readonly OldSlot[], faults: FakeDiskFaults = {}): Promise<string[]> {
  return namesOf(await installedKernelKeys(new FakeDisk(diskWithSlots(DISK_BYTES, slots), faults)));
}

function namesOf(keys: readonly PackedKey[]): string[] {
  const name = (key: PackedKey): string =>
    ['a', 'b'].find((one) => sameKey(publicKey(keyNamed(one)), key)) ?? 'another';
  return keys.map(name);
}

test.for<[string, readonly OldSlot[], readonly string[]]>([
  ['one kernel', [A], ['a']],
  ['two kernels of two owners', [A, B], ['a', 'b']],
  ['a kernel and an empty slot', [kernel(new Uint8Array()), B], ['b']],
  ['no kernel', [], []],
  ['a keyblock in a partition of another type', [{ type: 'rootfs', content: A.content }, B], ['b']],
  ['a slot with something else in it', [kernel(Buffer.alloc(70_000, 'ANDROID!')), A], ['a']],
  ['a keyblock that is cut short', [kernel(A.content.subarray(0, 200)), B], ['b']],
  ['a keyblock that claims 4 GiB', [kernel(claiming(0xffff_ffff)), B], ['b']],
])('installedKernelKeys() are those of a disk with %s', async ([, slots, names]) => {
  expect(await found(slots)).toEqual(names);
});

test('installedKernelKeys() reads the other copy of the table when the first is damaged', async () => {
  const before = diskWithSlots(DISK_BYTES, [A]);
  before.fill(0, 512, 1024);
  expect(namesOf(await installedKernelKeys(new FakeDisk(before)))).toEqual(['a']);
});

test('installedKernelKeys() knows disks with sectors of 4096 bytes', async () => {
  const disk = new FakeDisk(diskWithSlots(DISK_BYTES, [B, A], 4096));
  const large: BlockDevice = {
    sizeBytes: disk.sizeBytes,
    sectorBytes: 4096,
    readsFrom: 'medium',
    write: () => Promise.reject(new Error('written')),
    flush: () => Promise.reject(new Error('flushed')),
    read: (offsetBytes, into) => disk.read(offsetBytes, into),
    lend: (work) => work(),
    [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose](),
  };
  expect(namesOf(await installedKernelKeys(large))).toEqual(['b', 'a']);
});

test.for([0, 512, MIB / 8, DISK_BYTES])(
  'installedKernelKeys() finds none on an empty disk of %i bytes',
  async (sizeBytes) => {
    expect(await installedKernelKeys(new FakeDisk(new Uint8Array(sizeBytes)))).toEqual([]);
  },
);

test('installedKernelKeys() finds none on a disk of noise', async () => {
  const noise = new Uint8Array(MIB).map((_, at) => Math.imul(at, 2654435761) >>> 24);
  expect(await installedKernelKeys(new FakeDisk(noise))).toEqual([]);
});

test.for([
  ['the first slot', MIB, ['b']],
  ['the second slot', 2 * MIB, ['a']],
  ['the first copy of the table', 0, ['a', 'b']],
  ['the second copy of the table', DISK_BYTES - 34 * 4096, ['a', 'b']],
] as const)(
  'installedKernelKeys() goes on when %s cannot be read: a worn-out disk may be recovered',
  async ([, at, names]) => {
    const refuse: FakeDiskFaults['refuse'] = (_, offsetBytes) => (offsetBytes === at ? 'EIO' : undefined);
    expect(await found([A, B], { refuse })).toEqual(names);
  },
);

test('installedKernelKeys() finds none on a disk that cannot be read at all', async () => {
  expect(await found([A, B], { refuse: () => 'EIO' })).toEqual([]);
});

test('installedKernelKeys() says DSK-09 when the disk is gone', async () => {
  await expect(found([A], { refuse: () => 'ENODEV' })).rejects.toMatchObject({ code: 'DSK-09' });
});

/** A keyblock whose size field is this. */
function claiming(sizeBytes: number): Uint8Array {
  const keyblock = Buffer.from(A.content);
  keyblock.writeUInt32LE(sizeBytes, 16);
  return keyblock;
}
