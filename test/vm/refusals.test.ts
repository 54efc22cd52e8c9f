import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { powerOn } from '../../vm/power-on.ts';
import { recoveryStick, type Tampering } from '../../vm/recovery-stick.ts';
import { changedCopy } from './changed-copy.ts';
import { isUntouched } from './is-untouched.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';

const LIMIT_MS = 120_000;
const SOFTWARE_STARTS = /rsd-mark switch/;
const ROOTFS_DAMAGED = /INI-02 +The recovery software on the stick is damaged/;
const BLOCK_BYTES = 4096;
const REFUSED = { screen: 'damaged', later: 'the screen stays', disk: 'untouched' };

const software = inject('software');
const releases = inject('releases');

/** A stick that was tampered with, in the folder of the test. */
async function stickWith(folder: string, tampering: Tampering): Promise<string> {
  const stick = join(folder, 'stick.img');
  const settings = { unattended: true, target: 'built-in' } as const;
  await recoveryStick({ software, releases: [releases.current], settings, tampering }, stick);
  return stick;
}

test('a changed recovery kernel is refused, and the second one starts', async () => {
  const folder = machineFolder('kernel-a-changed');
  const netbook = await nimbus(folder);
  const kernelA = changedCopy(software.kernelBlob, 1_000_000, join(folder, 'kernel.img'));
  const power = await poweredOn(netbook, { stick: await stickWith(folder, { kernelA }) });
  await using machine = power.machine;
  expect(power.refused).toEqual([{ partition: 2, why: 'Error verifying kernel body.' }]);
  await machine.expect({ starts: SOFTWARE_STARTS }, LIMIT_MS);
});

test('with both recovery kernels changed, nothing starts', async () => {
  const folder = machineFolder('both-kernels-changed');
  const netbook = await nimbus(folder);
  const kernel = changedCopy(software.kernelBlob, 1_000_000, join(folder, 'kernel.img'));
  const stick = await stickWith(folder, { kernelA: kernel, kernelB: kernel });
  const power = await powerOn(netbook, { name: 'recovery', firmware: 'vboot', stick, limitMs: LIMIT_MS });
  expect(power).toMatchObject({ kind: 'nothing-boots', refused: [{ partition: 2 }, { partition: 4 }] });
  expect(isUntouched(netbook)).toBe(true);
});

test('recovery kernels that another key signed do not start', async () => {
  const folder = machineFolder('other-recovery-key');
  const netbook = await nimbus(folder);
  const keys = { keyblock: 'kernel.keyblock', privateKey: 'kernel_data_key.vbprivk' };
  const kernel = packRecoveryKernel(software, keys, join(folder, 'kernel.img'));
  const stick = await stickWith(folder, { kernelA: kernel, kernelB: kernel });
  const power = await powerOn(netbook, { name: 'recovery', firmware: 'vboot', stick, limitMs: LIMIT_MS });
  expect(power.kind).toBe('nothing-boots');
  expect(power.refused.map(({ why }) => why)).toEqual(Array(2).fill('Error verifying keyblock.'));
  expect(isUntouched(netbook)).toBe(true);
});

test.for([
  ['whose superblock was changed', 'superblock', () => 40],
  ['of which a late block was changed', 'late-block', (blocks: number) => (blocks - 2) * BLOCK_BYTES + 17],
] as const)('a root filesystem %s is not started', async ([, name, place]) => {
  const folder = machineFolder(`rootfs-${name}`);
  const { file, dataBlocks } = software.rootfs;
  const rootfs = changedCopy(file, place(dataBlocks), join(folder, 'rootfs.img'));
  expect(await startWith(folder, { rootfs })).toEqual(REFUSED);
});

test('a root filesystem with another digest than that of the signed command line is not started', async () => {
  const folder = machineFolder('other-digest');
  const commandLine = software.commandLine.replace(/rsd\.digest=\w+/, `rsd.digest=${'5a'.repeat(32)}`);
  const kernel = packRecoveryKernel(software, { commandLine }, join(folder, 'kernel.img'));
  expect(await startWith(folder, { kernelA: kernel, kernelB: kernel })).toEqual(REFUSED);
});

/** What the person sees who starts a netbook from such a stick, and whether its disk was touched. */
async function startWith(folder: string, tampering: Tampering): Promise<object> {
  const netbook = await nimbus(folder);
  await using machine = (await poweredOn(netbook, { stick: await stickWith(folder, tampering) })).machine;
  const { kind: screen } = await machine.expect(
    { damaged: ROOTFS_DAMAGED, starts: SOFTWARE_STARTS },
    LIMIT_MS,
  );
  await machine.expect({ untouched: /The internal disk has not been touched\./ }, LIMIT_MS);
  // No restart that begins it all again.
  const later = await Promise.race([
    machine.ended.then(({ reason }) => reason),
    wait(3000, 'the screen stays'),
  ]);
  return { screen, later, disk: isUntouched(netbook) ? 'untouched' : 'written' };
}
