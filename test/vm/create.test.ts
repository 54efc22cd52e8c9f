import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { DEVELOPMENT_KEYS } from '../../initramfs/build-software.ts';
import { exportSoftware } from '../../initramfs/export-software.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { tool } from '../tool.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';
import { bootedLine, SYSTEMS } from './systems.ts';

const RSD = join(import.meta.dirname, '../../bin/rsd');
const releases = inject('releases');

test('a stick that rsd create made of a tree recovers a netbook, which starts what is for it', async () => {
  const folder = machineFolder('create');
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'recovery'), { recursive: true });
  await exportSoftware(inject('software'), DEVELOPMENT_KEYS, tree);
  for (const release of [releases.current, releases.older, releases.otherModel])
    cpSync(release, join(tree, 'recovery', basename(release)), { recursive: true });
  const stick = join(folder, 'stick.img');
  const netbook = await nimbus(folder);
  const { hwid, sku } = netbook.tables;
  const args = `create --from ${tree} --unattended --language en --image ${stick}`.split(' ');
  const recoveryKey = join(DEVELOPMENT_KEYS, 'recovery_key.vbpubk');
  const made = tool(RSD, ...args, '--hwid', hwid, '--sku', `${sku}`, '--recovery-key', recoveryKey);
  expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('done') });
  expect(made.stderr).toContain(`Release ${SYSTEMS.current.id}`);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  await unattendedRecovery(machine);
  expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS.current));
});
