import { Fault, isFault } from '../../core/faults.ts';
import { readFirmwarePreamble } from '../../formats/vboot/firmware-preamble.ts';
import { type Keyblock, readKeyblock } from '../../formats/vboot/keyblock.ts';
import { keyblockHashHolds } from '../../formats/vboot/keyblock-hash-holds.ts';
import { type PackedKey, readPackedKey } from '../../formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../signing/encode-packed-key.ts';
import { readVbprivk } from '../../signing/read-vbprivk.ts';

export type KeyFacts =
  | { readonly kind: 'public key'; readonly key: PackedKey }
  /** The public half: nothing of the private one leaves the file. */
  | { readonly kind: 'private key'; readonly key: PackedKey }
  | { readonly kind: 'keyblock'; readonly keyblock: Keyblock; readonly digest: 'holds' | 'broken' }
  | {
      readonly kind: 'vblock';
      readonly keyblock: Keyblock;
      readonly digest: 'holds' | 'broken';
      readonly firmwareVersion: number;
      readonly kernelSubkey: PackedKey;
      readonly bodyBytes: number;
    };

const KEYBLOCK_MAGIC = 'CHROMEOS';
const DER_SEQUENCE = 0x30;

/** What a file of vboot's is, by its content. @throws Fault KEY-01 when it is none, or damaged */
export function keyFacts(file: string, bytes: Uint8Array): KeyFacts {
  try {
    if (Buffer.from(bytes.subarray(0, 8)).toString('latin1') === KEYBLOCK_MAGIC) return signedFacts(bytes);
    if (bytes[8] === DER_SEQUENCE)
      return { kind: 'private key', key: readPackedKey(encodePackedKey(readVbprivk(bytes), 0)) };
    return { kind: 'public key', key: wholeKey(bytes) };
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('KEY-01', { file, problem: `${format} ${field}: ${problem}` }, { cause: error });
  }
}

function signedFacts(bytes: Uint8Array): KeyFacts {
  const keyblock = readKeyblock(bytes);
  const digest = keyblockHashHolds(keyblock) ? 'holds' : 'broken';
  if (keyblock.sizeBytes === bytes.length) return { kind: 'keyblock', keyblock, digest };
  const preamble = readFirmwarePreamble(bytes.subarray(keyblock.sizeBytes), keyblock.dataKey);
  const behind = bytes.length - keyblock.sizeBytes - preamble.sizeBytes;
  if (behind !== 0) {
    const problem = `${behind} bytes follow the preamble`;
    throw new Fault('FMT-01', { format: 'vblock', field: 'preamble_size', problem });
  }
  const { firmwareVersion, kernelSubkey, bodySignature } = preamble;
  return {
    kind: 'vblock',
    keyblock,
    digest,
    firmwareVersion,
    kernelSubkey,
    bodyBytes: bodySignature.dataBytes,
  };
}

function wholeKey(bytes: Uint8Array): PackedKey {
  const key = readPackedKey(bytes);
  const spare = bytes.length - key.keyData.length;
  if (spare === 32) return key;
  const problem = `${bytes.length} bytes are not a header of 32 and a key of ${key.keyData.length}`;
  throw new Fault('FMT-01', { format: 'packed key', field: 'key_size', problem });
}
