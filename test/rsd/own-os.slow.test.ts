import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { testWith, tool } from '../tool.ts';
import { scratch } from './scratch.ts';
import { simulatedTree } from './simulated-tree.ts';

const PAGE = join(import.meta.dirname, '../../docs/own-os.md');
const RSD = join(import.meta.dirname, '../../bin/rsd');
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
    mkdirSync(join(folder, 'bin'));
    symlinkSync(RSD, join(folder, 'bin/rsd'));
    const said = await runIn(folder, commands());
    expect(said).toMatch(/^ok {2}rootfs\.img\.zst .*every block checked$/m);
    expect(said).toContain('stick.img: done');
    expect(releasesOn(join(folder, 'stick.img'))).toEqual(['my-os-1.0']);
    expect(releasesOn(join(folder, 'official.img'))).toEqual(['nimbus-1.10.0']);
  },
);

/** What a reader types. @throws when the page has no place for what is a reader's own */
function commands(): string {
  const blocks = [...readFileSync(PAGE, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)];
  let text = blocks.map(([, block]) => block).join('');
  for (const [example, value] of Object.entries(OWN)) {
    if (!text.includes(example)) throw new Error(`docs/own-os.md has no ${example}`);
    text = text.replaceAll(example, value);
  }
  return text;
}

/** @throws with what was said, when a command fails */
async function runIn(folder: string, script: string): Promise<string> {
  const path = [join(folder, 'bin'), process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter);
  const env = { ...process.env, PATH: path, XDG_CACHE_HOME: join(folder, 'cache') };
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], { cwd: folder, env });
  return stdout;
}

function releasesOn(image: string): readonly string[] {
  const { stdout } = tool('mdir', '-b', '-i', `${image}@@${DATA_MIB << 20}`, '::/recovery');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^::\/recovery\/(.*?)\/?$/, '$1'));
}
