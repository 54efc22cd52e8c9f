import { createCipheriv, createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../initramfs/must-run.ts';

export interface OsVerity {
  readonly rootDigest: string;
  readonly salt: string;
  readonly dataBlocks: number;
}

export interface OsContent {
  readonly id: string;
  readonly version: string;
  /** How much random data it carries, so that writing it takes a while. */
  readonly ballastMib: number;
  readonly busybox: string;
}

/** pid 1 of the small system. */
export const OS_INIT = join(import.meta.dirname, 'os/init.sh');

const MIB = 1 << 20;
const BLOCK_BYTES = 4096;
/** Room for busybox and the file system itself. */
const SYSTEM_MIB = 8;
const SALT = 'd5'.repeat(32);
const FOLDERS = ['bin', 'sbin', 'etc', 'proc', 'sys', 'dev', 'mnt/stateful', 'usr/share'];

/** Makes the root filesystem of the small system in the file `image`, a version 0 hash tree right behind it. */
export async function osRootfs(os: OsContent, image: string): Promise<OsVerity> {
  const content = `${image}.content`;
  await fill(content, os);
  const dataBlocks = ((os.ballastMib + SYSTEM_MIB) * MIB) / BLOCK_BYTES;
  const options = [
    '-q',
    '-b',
    String(BLOCK_BYTES),
    '-O',
    '^has_journal',
    '-m',
    '0',
    '-N',
    '1024',
    '-d',
    content,
  ];
  await mustRun(['mkfs.ext4', ...options, image, String(dataBlocks)]);
  await rm(content, { recursive: true });
  return { rootDigest: await addHashTree(image, dataBlocks), salt: SALT, dataBlocks };
}

async function fill(content: string, { id, version, ballastMib, busybox }: OsContent): Promise<void> {
  for (const folder of FOLDERS) await mkdir(join(content, folder), { recursive: true });
  await copyFile(busybox, join(content, 'bin/busybox'));
  for (const applet of (await mustRun([busybox, '--list'])).trim().split('\n'))
    if (applet !== 'busybox') await symlink('busybox', join(content, 'bin', applet));
  await copyFile(OS_INIT, join(content, 'sbin/init'));
  await chmod(join(content, 'sbin/init'), 0o755);
  await writeFile(join(content, 'etc/os-release'), `ID=${id}\nVERSION_ID=${version}\n`);
  await writeFile(join(content, 'usr/share/ballast'), ballast(`${id} ${version}`, ballastMib * MIB));
}

/** Data that does not compress, the same for the same system and for no other. */
function ballast(seed: string, bytes: number): Uint8Array {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

async function addHashTree(image: string, dataBlocks: number): Promise<string> {
  const sizes = [
    `--data-block-size=${BLOCK_BYTES}`,
    `--hash-block-size=${BLOCK_BYTES}`,
    `--data-blocks=${dataBlocks}`,
    `--hash-offset=${dataBlocks * BLOCK_BYTES}`,
  ];
  const form = ['--format=0', '--no-superblock', `--salt=${SALT}`];
  const said = await mustRun(['veritysetup', 'format', ...form, ...sizes, image, image]);
  const digest = /^Root hash:\s+([0-9a-f]{64})$/m.exec(said)?.[1];
  if (digest === undefined) throw new Error(`veritysetup did not say the root hash: ${said}`);
  return digest;
}
