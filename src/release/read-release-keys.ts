import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, isFault } from '../core/faults.ts';
import { type Keyblock, readKeyblock } from '../formats/vboot/keyblock.ts';
import { keyblockHashHolds } from '../formats/vboot/keyblock-hash-holds.ts';
import { keyblockSigner } from '../formats/vboot/keyblock-signer.ts';
import { type PackedKey, readPackedKey } from '../formats/vboot/packed-key.ts';
import { sameKey } from '../formats/vboot/same-key.ts';
import { encodePackedKey } from '../signing/encode-packed-key.ts';
import { readVbprivk } from '../signing/read-vbprivk.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { ReleaseKeys } from './release-keys.ts';

/** Larger than every key and keyblock of vboot. */
const MAX_KEY_BYTES = 65_536;
/** What `rsd keys new` makes, then what vboot's own development keys have for the same job. */
const MANIFEST_SIGNERS = [
  { key: 'release_key.vbprivk', keyblock: 'release.keyblock' },
  { key: 'firmware_data_key.vbprivk', keyblock: 'firmware.keyblock' },
] as const;
const AUTHORITIES = ['root_key.vbpubk', 'recovery_key.vbpubk'];

/** Reads the keys of a folder and sees that they belong to each other. @throws Fault KEY-01 */
export async function readReleaseKeys(folder: string): Promise<ReleaseKeys> {
  const names = await manifestSigner(folder);
  const release = await privateKey(folder, names.key);
  const releaseKeyblock = await needed(folder, names.keyblock);
  refuseOtherKey(folder, names, release, keyblock(folder, names.keyblock, releaseKeyblock));
  const kernelSubkey = await needed(folder, 'kernel_subkey.vbpubk');
  const subkey = publicKey(folder, 'kernel_subkey.vbpubk', kernelSubkey);
  return {
    release,
    releaseKeyblock,
    kernelSubkey,
    kernel: await kernelKeys(folder, subkey),
    authorities: await authorities(folder),
  };
}

type Names = (typeof MANIFEST_SIGNERS)[number];

async function manifestSigner(folder: string): Promise<Names> {
  for (const names of MANIFEST_SIGNERS) if ((await optional(folder, names.key)) !== 'absent') return names;
  throw wrong(folder, 'release_key.vbprivk', 'it is missing, and so is firmware_data_key.vbprivk');
}

async function kernelKeys(folder: string, subkey: PackedKey): Promise<ReleaseKeys['kernel']> {
  const names = { key: 'kernel_data_key.vbprivk', keyblock: 'kernel.keyblock' };
  if ((await optional(folder, names.key)) === 'absent') return 'none';
  const signer = await privateKey(folder, names.key);
  const bytes = await needed(folder, names.keyblock);
  const read = keyblock(folder, names.keyblock, bytes);
  refuseOtherKey(folder, names, signer, read);
  if (keyblockSigner(read, [subkey]) === 'none')
    throw wrong(folder, names.keyblock, 'it is not signed by kernel_subkey.vbpubk');
  return { signer, keyblock: bytes };
}

function refuseOtherKey(
  folder: string,
  names: { readonly key: string; readonly keyblock: string },
  signer: SigningKey,
  { dataKey }: Keyblock,
): void {
  if (!sameKey(dataKey, readPackedKey(encodePackedKey(signer, 0))))
    throw wrong(folder, names.keyblock, `it vouches for another key than ${names.key}`);
}

async function authorities(folder: string): Promise<readonly PackedKey[]> {
  const found: PackedKey[] = [];
  for (const name of AUTHORITIES) {
    const bytes = await optional(folder, name);
    if (bytes !== 'absent') found.push(publicKey(folder, name, bytes));
  }
  return found;
}

async function privateKey(folder: string, name: string): Promise<SigningKey> {
  const bytes = await needed(folder, name);
  return readable(folder, name, () => readVbprivk(bytes));
}

function publicKey(folder: string, name: string, bytes: Uint8Array): PackedKey {
  return readable(folder, name, () => readPackedKey(bytes));
}

function keyblock(folder: string, name: string, bytes: Uint8Array): Keyblock {
  const read = readable(folder, name, () => readKeyblock(bytes));
  if (!keyblockHashHolds(read)) throw wrong(folder, name, 'it is damaged: its digest does not fit');
  return read;
}

function readable<T>(folder: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    throw wrong(folder, name, `${error.facts.field}: ${error.facts.problem}`);
  }
}

async function needed(folder: string, name: string): Promise<Uint8Array> {
  const bytes = await optional(folder, name);
  if (bytes === 'absent') throw wrong(folder, name, 'it is missing');
  return bytes;
}

async function optional(folder: string, name: string): Promise<Uint8Array | 'absent'> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => 'absent' as const);
  if (found === 'absent' || !found.isFile()) return 'absent';
  if (found.size > MAX_KEY_BYTES) throw wrong(folder, name, `it has ${found.size} bytes`);
  try {
    return await readFile(path);
  } catch (error) {
    throw new Fault('KEY-01', { file: path, problem: 'it cannot be read' }, { cause: error });
  }
}

function wrong(folder: string, name: string, problem: string): Fault {
  return new Fault('KEY-01', { file: join(folder, name), problem });
}
