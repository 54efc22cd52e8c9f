import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildHashTree } from '../../src/formats/verity/build-hash-tree.ts';
import { verityGeometry } from '../../src/formats/verity/verity-geometry.ts';
import type { Rootfs } from '../../src/simulate/make-rootfs.ts';
import { newReleaseKeys, type ReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { type ReleaseSpec, writeRelease } from '../../src/simulate/write-release.ts';

const BLOCK_BYTES = 4096;
/** Keys take a second to make on a busy computer. */
const NOBODYS_KEYS = newReleaseKeys('none');

/** Random blocks with a hash tree behind them. */
export function anyRootfs(dataBlocks = 64, version: 0 | 1 = 0): Rootfs {
  const data = randomBytes(dataBlocks * BLOCK_BYTES);
  const salt = randomBytes(32);
  const { tree, rootDigest } = buildHashTree(
    (block) => data.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES),
    verityGeometry(dataBlocks, 'root-first'),
    { version, salt },
  );
  return {
    image: Buffer.concat([data, tree]),
    dataBlocks,
    rootDigest: Buffer.from(rootDigest).toString('hex'),
    salt: salt.toString('hex'),
  };
}

/** A signed release in `parent`, by its id; by nobody's keys unless some are given. */
export async function releaseFolder(
  parent: string,
  spec: Partial<ReleaseSpec> & { readonly id: string },
  keys: ReleaseKeys = NOBODYS_KEYS,
): Promise<string> {
  await writeRelease(
    parent,
    {
      osName: 'Nimbus OS',
      osVersion: '1.10.0',
      hwid: 'NIMBUS',
      arch: 'x86_64',
      version: 1,
      rootfs: anyRootfs(),
      packing: 'plain',
      ...spec,
    },
    keys,
  );
  return join(parent, spec.id);
}
