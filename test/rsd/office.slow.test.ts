import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { standInRootfs } from '../install/stand-in-rootfs.ts';
import { realSshd } from '../net/server/real-sshd.ts';
import { sshKeyPair } from '../net/server/ssh-keys.ts';
import { testWith, tool } from '../tool.ts';
import { documentedCommands } from './documented-commands.ts';
import { scratch } from './scratch.ts';
import { simulatedTree } from './simulated-tree.ts';
import { typed } from './typed.ts';

const PAGE = join(import.meta.dirname, '../../docs/office.md');
const PLACE = 'sftp://publisher@recovery.example.com/srv/rsd';
const DATA_MIB = 257;

testWith(
  'sshd',
  'ssh-keygen',
  'mtype',
)(
  'the commands of docs/office.md, one after the other, make a stick for a building and fill its server',
  async () => {
    using own = scratch();
    const { folder } = own;
    const tree = await simulatedTree(join(folder, 'tree'));
    const host = sshKeyPair(folder, 'host', 'ed25519');
    const publisher = sshKeyPair(folder, 'publisher_key', 'ed25519');
    await using sshd = await realSshd(folder, [host], publisher, ['ForceCommand internal-sftp']);
    writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${sshd.port} ${host.publicLine}\n`);
    const networkToml = officeOf(folder);
    writeFileSync(join(folder, 'bzImage'), standInKernel(1 << 20));
    writeFileSync(join(folder, 'rootfs.ext4'), standInRootfs(300, 1).image.subarray(0, 300 * 4096));

    const commands = documentedCommands('office.md', {
      [PLACE]: `sftp://${sshd.user}@127.0.0.1:${sshd.port}${tree.folder}`,
    });
    const said = await typed(folder, `rsd keys new --4k keys\n${commands}`, {
      RELEASE: 'our-os-7',
      VERSION: '7.0',
    });

    expect(said).toContain('building.img: done');
    expect(onStick(join(folder, 'building.img'), 'network.toml')).toBe(networkToml);
    expect(said).toMatch(/^It would get our-os-7 from /m);
    expect(JSON.parse(readFileSync(join(tree.folder, 'recovery/control.json'), 'utf8'))).toMatchObject({
      pins: [{ release: 'our-os-7' }],
    });
  },
);

/** The folder `office`, with the network.toml of the page. */
function officeOf(folder: string): string {
  const [, toml = ''] = /^```toml\n(.*?)^```$/ms.exec(readFileSync(PAGE, 'utf8')) ?? [];
  mkdirSync(join(folder, 'office/keys'), { recursive: true });
  const { publicLine } = sshKeyPair(join(folder, 'office/keys'), 'id_ed25519', 'ed25519');
  const hosts = ['recovery-a', 'recovery-b'].map((name) => `[${name}.example.com]:2222 ${publicLine}\n`);
  writeFileSync(join(folder, 'office/keys/known_hosts'), hosts.join(''));
  writeFileSync(join(folder, 'office/network.toml'), toml);
  return toml;
}

function onStick(image: string, file: string): string {
  return tool('mtype', '-i', `${image}@@${DATA_MIB << 20}`, `::/${file}`).stdout;
}
