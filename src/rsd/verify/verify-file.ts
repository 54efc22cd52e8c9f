import { basename, dirname, join } from 'node:path';
import { Fault, isFault } from '../../core/faults.ts';
import { readFirmwarePreamble } from '../../formats/vboot/firmware-preamble.ts';
import { readKernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { type Keyblock, readKeyblock } from '../../formats/vboot/keyblock.ts';
import { keyblockHashHolds } from '../../formats/vboot/keyblock-hash-holds.ts';
import { readVblock } from '../../formats/vboot/vblock.ts';
import { bodyVerifies } from '../../formats/vboot/verify-body.ts';
import { readVerityTable } from '../../formats/verity/verity-table.ts';
import { fileBytes } from '../../release/file-bytes.ts';
import { flagNames } from '../../release/keys/flag-names.ts';
import { readPiece } from '../../release/read-piece.ts';
import { readInput } from '../sign/read-input.ts';
import type { OnFinding } from './finding.ts';
import { keyWords } from './key-words.ts';
import type { NamedKey } from './named-key.ts';
import { signerWords } from './signer-words.ts';

const MAX_BYTES = 512 * 2 ** 20;
const MAX_BODY_BYTES = 64 * 2 ** 10;

/**
 * Checks one file: a keyblock, a vblock with the manifest.json beside it, or a kernel.
 * @throws Fault KEY-01 when it is none of these, or does not hold; SIG-01, SIG-03
 */
export async function verifyFile(
  path: string,
  named: readonly NamedKey[],
  found: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const bytes = await readInput(path, MAX_BYTES, signal);
  const file = basename(path);
  const keyblock = soundly(path, () => readKeyblock(bytes));
  if (!keyblockHashHolds(keyblock))
    throw new Fault('KEY-01', { file: path, problem: 'its digest does not fit' });
  found({ file, what: 'the digest of its keyblock fits' });
  found({ file, what: signerWords(keyblock, named) });
  found({ file, what: `data key ${keyWords(keyblock.dataKey)}, for ${flagNames(keyblock.flags).join(' ')}` });
  if (keyblock.sizeBytes === bytes.length) return;
  if (isVblock(bytes, keyblock)) await verifyVblock(path, bytes, found, signal);
  else verifyKernelFile(path, bytes, found);
}

/** A kernel preamble has version 2.0 or 2.2 and most of the file behind it; a vblock ends with its preamble. */
function isVblock(bytes: Uint8Array, { sizeBytes }: Keyblock): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length >= sizeBytes + 4 && view.getUint32(sizeBytes, true) === bytes.length - sizeBytes;
}

async function verifyVblock(
  path: string,
  bytes: Uint8Array,
  found: OnFinding,
  signal: AbortSignal,
): Promise<void> {
  const { keyblock, preambleBytes } = soundly(path, () => readVblock(bytes));
  const preamble = soundly(path, () => readFirmwarePreamble(preambleBytes, keyblock.dataKey));
  const file = basename(path);
  found({
    file,
    what: `preamble signed by the data key: version ${preamble.firmwareVersion}, kernel subkey ${keyWords(preamble.kernelSubkey)}`,
  });
  await using manifest = await fileBytes(join(dirname(path), 'manifest.json'));
  const body = await readPiece(manifest, 0, Math.min(manifest.sizeBytes, MAX_BODY_BYTES + 1), signal);
  const verdict = bodyVerifies(preamble.bodySignature, body, keyblock.dataKey);
  if (verdict !== 'whole')
    throw new Fault('SIG-03', {
      problem:
        verdict === 'part'
          ? 'the signature covers a part of manifest.json'
          : 'it is not that of manifest.json',
    });
  found({ file: 'manifest.json', what: 'signed by the data key, whole' });
}

function verifyKernelFile(path: string, bytes: Uint8Array, found: OnFinding): void {
  const blob = soundly(path, () => readKernelBlob(bytes));
  const file = basename(path);
  const { kernelVersion } = blob.preamble;
  found({ file, what: `preamble and body signed by the data key: version ${kernelVersion}` });
  const behind = bytes.length - blob.sizeBytes;
  if (behind > 0) found({ file, what: `${behind} bytes behind it are covered by no signature` });
  const table = soundly(path, () => readVerityTable(blob.commandLine));
  const starts = table === 'none' ? 'no root filesystem' : `the root filesystem ${table.rootDigest}`;
  found({ file, what: `its command line names ${starts}` });
}

function soundly<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault('KEY-01', { file, problem: `${format} ${field}: ${problem}` }, { cause: error });
  }
}
