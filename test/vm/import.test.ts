import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { assembleImage, kernBHash, officialParts } from '../fixtures/official-image.ts';
import { runRsd } from '../rsd/run-rsd.ts';
import { DEVKEYS } from '../tool.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

/** 64 MiB: the small system has its initramfs in its kernel. */
const KERN_B_SECTORS = 131_072;

test('a netbook that was recovered from an imported recovery image starts what was in it', async () => {
  const folder = machineFolder('import');
  const image = officialImage(folder);
  const tree = join(folder, 'tree');
  const what = ['--id', 'imported', '--hwid', 'NIMBUS', '--os-version', '1.10.0', '--keys', DEVKEYS];
  const { results, fault } = await runRsd('import', image, ...what, '--out', tree);
  expect(fault).toBe('none');
  const stick = join(folder, 'stick.img');
  const settings = { unattended: true, target: 'built-in' } as const;
  await recoveryStick({ software: inject('software'), releases: results, settings }, stick);
  const netbook = await nimbus(folder);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await unattendedRecovery(machine);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
  for (const file of [image, stick]) rmSync(file);
});

/** A recovery image in the official layout, of the small system and of the recovery kernel of the stick. */
function officialImage(folder: string): string {
  const software = inject('software');
  const release = inject('releases').current;
  const kernB = readFileSync(join(release, 'kernel.bin'));
  const commandLine = `${software.commandLine} kern_b_hash=${kernBHash(kernB, KERN_B_SECTORS)}`;
  const kernA = readFileSync(packRecoveryKernel(software, { commandLine }, join(folder, 'kern-a.bin')));
  const image = join(folder, 'recovery.bin');
  const rootA = readFileSync(join(release, 'rootfs.img'));
  assembleImage(image, officialParts(kernA, kernB, rootA, KERN_B_SECTORS));
  return image;
}
