import { isFault } from '../../core/faults.ts';
import type { Keyblock } from '../../formats/vboot/keyblock.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import { algorithmName } from '../../release/keys/algorithm-name.ts';
import { flagNames } from '../../release/keys/flag-names.ts';
import { keyDigest } from '../../release/keys/key-digest.ts';
import { type KeyFacts, keyFacts } from '../../release/keys/key-facts.ts';

/** A file and its bytes. */
export interface KeyFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What is shown of a file, in the order in which it is shown; it is plain JSON. */
export type ShownKey = Readonly<Record<string, string | number | readonly string[]>>;

/** What each file is, and which of the public keys among them signed which keyblock. */
export function shownKeys(files: readonly KeyFile[]): readonly ShownKey[] {
  const known = files.map(({ file, bytes }) => ({ file, facts: factsOf(file, bytes) }));
  const signers = known.flatMap(({ file, facts }) =>
    facts.kind === 'public key' ? [{ file, key: facts.key }] : [],
  );
  return known.map(({ file, facts }) => ({ file, kind: facts.kind, ...shown(facts, signers) }));
}

interface Damaged {
  readonly kind: 'damaged';
  readonly problem: string;
}

/** One file that is damaged does not hide the others. */
function factsOf(file: string, bytes: Uint8Array): KeyFacts | Damaged {
  try {
    return keyFacts(file, bytes);
  } catch (error) {
    if (isFault(error, 'KEY-01')) return { kind: 'damaged', problem: error.facts.problem };
    throw error;
  }
}

interface Signer {
  readonly file: string;
  readonly key: PackedKey;
}

function shown(facts: KeyFacts | Damaged, signers: readonly Signer[]): ShownKey {
  if (facts.kind === 'damaged') return { problem: facts.problem };
  if (facts.kind === 'public key') return { ...keyWords(facts.key), keyVersion: facts.key.keyVersion };
  if (facts.kind === 'private key') return keyWords(facts.key);
  if (facts.kind === 'keyblock') return keyblockWords(facts, signers);
  return {
    ...keyblockWords(facts, signers),
    firmwareVersion: facts.firmwareVersion,
    kernelSubkeySha1: keyDigest(facts.kernelSubkey),
    coversBytes: facts.bodyBytes,
  };
}

function keyWords(key: PackedKey): ShownKey {
  return { algorithm: algorithmName(key.algorithm), sha1: keyDigest(key) };
}

function keyblockWords(
  { keyblock, digest }: { readonly keyblock: Keyblock; readonly digest: 'holds' | 'broken' },
  signers: readonly Signer[],
): ShownKey {
  const { dataKey, flags, signature } = keyblock;
  return {
    signedBy: signature.bytes.length === 0 ? 'nobody: it has only its digest' : signerOf(keyblock, signers),
    digest,
    flags: flagNames(flags),
    dataKeyAlgorithm: algorithmName(dataKey.algorithm),
    dataKeyVersion: dataKey.keyVersion,
    dataKeySha1: keyDigest(dataKey),
  };
}

function signerOf(keyblock: Keyblock, signers: readonly Signer[]): string {
  const signer = keyblockSigner(
    keyblock,
    signers.map(({ key }) => key),
  );
  return signers.find(({ key }) => key === signer)?.file ?? 'a key that is not here';
}
