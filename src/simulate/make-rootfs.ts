import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildHashTree } from '../formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../formats/verity/verity-geometry.ts';

export interface Rootfs {
  /** The file system, and its hash tree right behind it. */
  readonly image: Uint8Array;
  readonly dataBlocks: number;
  readonly rootDigest: string;
  readonly salt: string;
}

const BLOCK_BYTES = 4096;
const SALT_BYTES = 32;

/** A small ext4 root filesystem that says what it is, with a version 0 hash tree. Needs mkfs.ext4 and no root rights. */
export async function makeRootfs(osName: string, osVersion: string, fsBytes: number): Promise<Rootfs> {
  const filesystem = await makeFilesystem(osName, osVersion, fsBytes);
  const dataBlocks = filesystem.length / BLOCK_BYTES;
  const salt = randomBytes(SALT_BYTES);
  const { tree, rootDigest } = buildHashTree(
    (block) => filesystem.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES),
    verityGeometry(dataBlocks, 'root-first'),
    { version: 0, salt },
  );
  return {
    image: Buffer.concat([filesystem, tree]),
    dataBlocks,
    rootDigest: Buffer.from(rootDigest).toString('hex'),
    salt: salt.toString('hex'),
  };
}

async function makeFilesystem(osName: string, osVersion: string, fsBytes: number): Promise<Uint8Array> {
  const work = await mkdtemp(join(tmpdir(), 'rsd-rootfs-'));
  try {
    const [content, image] = [join(work, 'content'), join(work, 'rootfs.img')];
    await mkdir(join(content, 'etc'), { recursive: true });
    await writeFile(join(content, 'etc/os-release'), `NAME="${osName}"\nVERSION="${osVersion}"\n`);
    // Something that fills the disk, so that there is something to recover.
    await writeFile(join(content, 'content.bin'), randomBytes(Math.floor(fsBytes / 2)));
    await promisify(execFile)(
      'mkfs.ext4',
      [
        '-q',
        '-b',
        String(BLOCK_BYTES),
        '-m',
        '0',
        '-O',
        '^has_journal',
        '-d',
        content,
        image,
        `${fsBytes / 1024}k`,
      ],
      { env: { PATH: '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin', LC_ALL: 'C' } },
    );
    return await readFile(image);
  } finally {
    await rm(work, { recursive: true });
  }
}
