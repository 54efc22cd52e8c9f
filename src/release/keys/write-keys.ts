import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { encodePackedKey } from '../../signing/encode-packed-key.ts';
import { encodeVbprivk } from '../../signing/encode-vbprivk.ts';
import { signKeyblock } from '../../signing/sign-keyblock.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { refuseExisting } from '../refuse-existing.ts';
import { writableFault } from '../writable-fault.ts';
import type { KeyPlan, PlannedKeyblock } from './key-plan.ts';

const KEY_VERSION = 1;
const FOR_OWNER = { folder: 0o700, secret: 0o600, other: 0o644 } as const;

/**
 * Writes keys and keyblocks into a new folder that only its owner may open; private keys only their owner may read. It
 * appears whole or not at all, and nothing is ever overwritten.
 * @throws Fault OPT-01 when the folder is there already, PUB-01
 */
export async function writeKeys(
  folder: string,
  plan: KeyPlan,
  keys: ReadonlyMap<string, SigningKey>,
): Promise<void> {
  await refuseExisting(folder);
  const part = `${folder}.part`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(part, { mode: FOR_OWNER.folder });
  } catch (error) {
    throw writableFault(error, folder);
  }
  try {
    for (const [name, key] of keys) {
      await write(join(part, `${name}.vbprivk`), encodeVbprivk(key), FOR_OWNER.secret);
      await write(join(part, `${name}.vbpubk`), encodePackedKey(key, KEY_VERSION), FOR_OWNER.other);
    }
    for (const planned of plan.keyblocks)
      await write(join(part, planned.file), keyblockOf(planned, keys), FOR_OWNER.other);
    await refuseExisting(folder);
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw writableFault(error, folder);
  }
}

function keyblockOf(
  { key, signer, flags }: PlannedKeyblock,
  keys: ReadonlyMap<string, SigningKey>,
): Uint8Array {
  const [dataKey, signedBy] = [keys.get(key), keys.get(signer)];
  if (dataKey === undefined || signedBy === undefined)
    throw new Fault('KEY-01', { file: key, problem: 'it was not made' });
  return signKeyblock({ dataKey: encodePackedKey(dataKey, KEY_VERSION), flags }, signedBy);
}

async function write(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, 'wx', mode);
  await file.writeFile(bytes);
  await file.sync();
}
