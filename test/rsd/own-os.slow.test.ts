import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { testWith, tool } from '../tool.ts';
import { documentedCommands } from './documented-commands.ts';
import { scratch } from './scratch.ts';
import { simulatedTree } from './simulated-tree.ts';
import { typed } from './typed.ts';

const DATA_MIB = 257;
/** What a reader has of their own, and keys that do not take minutes. */
const OWN = {
  'sftp://recovery.example.com/srv': 'maker',
  'rsd keys new my-keys': 'rsd keys new --4k my-keys',
} as const;

testWith('mkfs.ext4', 'mdir')(
  'the commands of docs/own-os.md, one after the other, make a stick with a developer’s own system',
  async () => {
    using own = scratch();
    const { folder } = own;
    await simulatedTree(join(folder, 'maker'));
    writeFileSync(join(folder, 'bzImage'), standInKernel(1 << 20));
    mkdirSync(join(folder, 'my-root'));
    const said = await typed(folder, documentedCommands('own-os.md', OWN));
    expect(said).toMatch(/^ok {2}rootfs\.img\.zst .*every block checked$/m);
    expect(said).toContain('stick.img: done');
    expect(releasesOn(join(folder, 'stick.img'))).toEqual(['my-os-1.0']);
    expect(releasesOn(join(folder, 'official.img'))).toEqual(['nimbus-1.10.0']);
  },
);

function releasesOn(image: string): readonly string[] {
  const { stdout } = tool('mdir', '-b', '-i', `${image}@@${DATA_MIB << 20}`, '::/recovery');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^::\/recovery\/(.*?)\/?$/, '$1'));
}
