import { Fault } from '../../core/faults.ts';
import type { Keyblock } from '../../formats/vboot/keyblock.ts';
import { keyblockSigner } from '../../formats/vboot/keyblock-signer.ts';
import { keyDigest } from '../../release/keys/key-digest.ts';
import { keyWords } from './key-words.ts';
import type { NamedKey } from './named-key.ts';

/**
 * Who signed a keyblock, in words. Where no key was named, nobody is known.
 * @throws Fault SIG-01 when keys were named and none of them did
 */
export function signerWords(keyblock: Keyblock, named: readonly NamedKey[]): string {
  const keys = named.map(({ key }) => key);
  const signer = keyblockSigner(keyblock, keys);
  if (signer !== 'none')
    return `keyblock signed by ${named.find(({ key }) => key === signer)?.file} (${keyWords(signer)})`;
  if (named.length > 0)
    throw new Fault('SIG-01', {
      problem: `the keyblock of data key ${keyDigest(keyblock.dataKey)} is not signed by a key that was named`,
    });
  return `keyblock signed by nobody that was named: data key ${keyDigest(keyblock.dataKey)}`;
}
