import { readFirmwarePreamble } from '../../formats/vboot/firmware-preamble.ts';
import { readKernelBlob } from '../../formats/vboot/kernel-blob.ts';
import type { Keyblock } from '../../formats/vboot/keyblock.ts';
import { KEYBLOCK_FLAGS } from '../../formats/vboot/keyblock-flags.ts';
import { keyblockHashHolds } from '../../formats/vboot/keyblock-hash-holds.ts';
import { findingOf } from './finding-of.ts';
import { keyFinding } from './inspect-key.ts';
import type { Finding } from './report.ts';
import { type StartedRoot, startedRoot } from './started-root.ts';

type Facts = { readonly [fact: string]: Finding };

/** A keyblock. Who signed it cannot be seen without the key; that somebody did, can. */
export function keyblockFinding(keyblock: Keyblock): Facts {
  const { sizeBytes, flags, dataKey, signature } = keyblock;
  const modes = Object.entries(KEYBLOCK_FLAGS).filter(([, bit]) => (flags & bit) !== 0);
  return {
    bytes: sizeBytes,
    digestHolds: keyblockHashHolds(keyblock),
    signed:
      signature.bytes.length === 0
        ? 'by nobody (a developer)'
        : `by a key of ${signature.bytes.length * 8} bits`,
    flags: `0x${flags.toString(16)} (${modes.map(([name]) => name).join(', ') || 'no mode'})`,
    dataKey: keyFinding(dataKey),
  };
}

/** A firmware preamble behind its keyblock; `body` when what it signs is there. @throws Fault FMT-01 */
export function preambleFinding(bytes: Uint8Array, { dataKey }: Keyblock): Facts {
  const { sizeBytes, firmwareVersion, kernelSubkey, flags, bodySignature } = readFirmwarePreamble(
    bytes,
    dataKey,
  );
  return {
    bytes: sizeBytes,
    firmwareVersion,
    flags,
    kernelSubkey: keyFinding(kernelSubkey),
    signedBodyBytes: bodySignature.dataBytes,
  };
}

/** A kernel whose signature over its body holds. @throws Fault FMT-01 */
export async function kernelFinding(bytes: Uint8Array): Promise<Facts> {
  const { keyblock, preamble, version, commandLine, sizeBytes } = readKernelBlob(bytes);
  return {
    state: 'whole: its data key signed it',
    bytes: sizeBytes,
    version: `0x${version.toString(16).padStart(8, '0')} (key ${keyblock.dataKey.keyVersion}, kernel ${preamble.kernelVersion})`,
    keyblock: keyblockFinding(keyblock),
    commandLine,
    rootFilesystem: await findingOf(() => rootFinding(startedRoot(commandLine))),
  };
}

function rootFinding(root: StartedRoot | 'none'): Finding {
  if (root === 'none') return 'its command line names none that is checked';
  const { version, rootDigest, salt, dataBlocks, partition } = root;
  return {
    rootDigest,
    salt: salt === '' ? 'none' : salt,
    dataBlocks,
    format: version,
    partition: 'guid' in partition ? partition.guid : `${partition.behind} behind the kernel`,
  };
}
