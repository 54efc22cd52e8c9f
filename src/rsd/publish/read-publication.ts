import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_MANIFEST_BYTES, readManifest } from '../../catalog/manifest.ts';
import { manifestSignature } from '../../catalog/manifest-signature.ts';
import { refusalReason } from '../../catalog/refusal-reason.ts';
import { Fault, toFault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { MAX_SOFTWARE_MANIFEST_BYTES, readSoftwareManifest } from '../../stick/software-manifest.ts';
import { ANY_SIGNER } from '../any-signer.ts';
import type { Publication } from './publication.ts';

/**
 * Reads what says what a folder is: `manifest.json` with its signature, or `software.json`. The files that it names are
 * there with their sizes; what is in them is for `checkedContent` to say.
 * @throws Fault PUB-02
 */
export async function readPublication(folder: string): Promise<Publication> {
  const manifest = await readSmall(folder, 'manifest.json', MAX_MANIFEST_BYTES);
  const software = await readSmall(folder, 'software.json', MAX_SOFTWARE_MANIFEST_BYTES);
  if (manifest === 'absent' && software === 'absent')
    throw refused(folder, 'it has neither manifest.json nor software.json');
  if (manifest !== 'absent' && software !== 'absent')
    throw refused(folder, 'it has both manifest.json and software.json');
  const publication = manifest !== 'absent' ? await release(folder, manifest) : softwareOf(folder, software);
  for (const { file, bytes } of publication.payloads) {
    const found = await stat(join(folder, file)).catch(absentOr);
    if (found === 'absent') throw refused(folder, `${file} is missing`);
    if (found.size !== bytes) throw refused(folder, `${file} has ${found.size} bytes instead of ${bytes}`);
  }
  return publication;
}

async function release(folder: string, bytes: Uint8Array): Promise<Publication> {
  const vblock = await readSmall(folder, 'manifest.vblock', MAX_MANIFEST_BYTES);
  if (vblock === 'absent') throw refused(folder, 'manifest.vblock is missing: it is not signed');
  const { id, os, payloads } = refusing(folder, () => {
    manifestSignature(bytes, vblock, ANY_SIGNER);
    return readManifest(bytes);
  });
  return {
    section: 'recovery',
    id,
    title: `${os.name} ${os.version}`,
    folder,
    identity: [
      { file: 'manifest.json', bytes },
      { file: 'manifest.vblock', bytes: vblock },
    ],
    payloads,
  };
}

function softwareOf(folder: string, bytes: Uint8Array | 'absent'): Publication {
  const { id, version, files } = refusing(folder, () =>
    readSoftwareManifest(bytes === 'absent' ? new Uint8Array() : bytes),
  );
  const { kernel, rootfs, uki, keys } = files;
  return {
    section: 'software',
    id,
    title: `recovery software ${version}`,
    folder,
    identity: bytes === 'absent' ? [] : [{ file: 'software.json', bytes }],
    payloads: [kernel, rootfs, ...(uki === undefined ? [] : [uki]), ...keys],
  };
}

async function readSmall(folder: string, file: string, maxBytes: number): Promise<Uint8Array | 'absent'> {
  const path = join(folder, file);
  const found = await stat(path).catch(absentOr);
  if (found === 'absent') return 'absent';
  if (!found.isFile() || found.size > maxBytes)
    throw refused(folder, `${file} is no file of ${maxBytes} bytes or less`);
  return new Uint8Array(await readFile(path));
}

function absentOr(error: unknown): 'absent' {
  if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return 'absent';
  throw error;
}

function refusing<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, facts } = toFault(error);
    const reason = code === 'MAK-06' ? String(facts['problem']) : `${code}: ${refusalReason(code, facts)}`;
    throw new Fault('PUB-02', { release: folder, problem: reason }, { cause: error });
  }
}

function refused(folder: string, problem: string): Fault {
  return new Fault('PUB-02', { release: folder, problem });
}
