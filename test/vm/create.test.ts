import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { DEVELOPMENT_KEYS } from '../../initramfs/build-software.ts';
import { exportSoftware } from '../../initramfs/export-software.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { assembleImage, kernBHash, officialParts } from '../fixtures/official-image.ts';
import { runRsd } from '../rsd/run-rsd.ts';
import { DEVKEYS, tool } from '../tool.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { packRecoveryKernel } from './pack-recovery-kernel.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const RSD = join(import.meta.dirname, '../../bin/rsd');
/** 64 MiB: the small system has its initramfs in its kernel. */
const KERN_B_SECTORS = 131_072;
const releases = inject('releases');

test('a stick that rsd create made of a tree recovers a netbook, which starts what rsd import put there', async () => {
  const folder = machineFolder('create');
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  await exportSoftware(inject('software'), DEVELOPMENT_KEYS, tree);
  await imported(folder, join(tree, 'recovery'));
  for (const release of [releases.older, releases.otherModel])
    cpSync(release, join(tree, 'recovery', basename(release)), { recursive: true });
  const stick = join(folder, 'stick.img');
  const netbook = await nimbus(folder);
  const { hwid, sku } = netbook.tables;
  const args = `create --from ${tree} --unattended --language en --image ${stick}`.split(' ');
  const recoveryKey = join(DEVELOPMENT_KEYS, 'recovery_key.vbpubk');
  const made = tool(RSD, ...args, '--hwid', hwid, '--sku', `${sku}`, '--recovery-key', recoveryKey);
  expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('done') });
  expect(made.stderr).toContain('Release imported');
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await unattendedRecovery(machine);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
});

async function imported(folder: string, recovery: string): Promise<void> {
  const what = ['--id', 'imported', '--hwid', 'NIMBUS', '--os-version', '1.10.0', '--keys', DEVKEYS];
  const { fault } = await runRsd('import', officialImage(folder), ...what, '--out', recovery);
  expect(fault).toBe('none');
}

/** A recovery image in the official layout, of the small system and of the recovery kernel of the stick. */
function officialImage(folder: string): string {
  const software = inject('software');
  const release = releases.current;
  const kernB = readFileSync(join(release, 'kernel.bin'));
  const commandLine = `${software.commandLine} kern_b_hash=${kernBHash(kernB, KERN_B_SECTORS)}`;
  const kernA = readFileSync(packRecoveryKernel(software, { commandLine }, join(folder, 'kern-a.bin')));
  const image = join(folder, 'recovery.bin');
  const rootA = readFileSync(join(release, 'rootfs.img'));
  assembleImage(image, officialParts(kernA, kernB, rootA, KERN_B_SECTORS));
  return image;
}
