import { Fault } from '../../core/faults.ts';
import { type Keyblock, readKeyblock } from './keyblock.ts';
import { keyblockHashHolds } from './keyblock-hash-holds.ts';
import { Struct } from './struct.ts';

export interface Vblock {
  readonly keyblock: Keyblock;
  /** For `readFirmwarePreamble`, which checks who signed it. */
  readonly preambleBytes: Uint8Array;
}

/**
 * Reads the file that `vbutil_firmware --vblock` makes: a keyblock, a firmware preamble, and nothing behind them. The
 * keyblock's own digest holds; who signed the keyblock is for `keyblockSigner` to say.
 * @throws Fault FMT-01
 */
export function readVblock(bytes: Uint8Array): Vblock {
  const keyblock = readKeyblock(bytes);
  if (!keyblockHashHolds(keyblock)) {
    throw new Fault('FMT-01', { format: 'keyblock', field: 'keyblock_hash', problem: 'it does not fit' });
  }
  const preambleBytes = bytes.subarray(keyblock.sizeBytes);
  const preamble = new Struct('vblock', preambleBytes);
  const sizeBytes = preamble.padded(0, 'preamble_size');
  if (sizeBytes !== preambleBytes.length) {
    throw preamble.fault(
      'preamble_size',
      `${sizeBytes} is not the ${preambleBytes.length} bytes that are there`,
    );
  }
  return { keyblock, preambleBytes: new Uint8Array(preambleBytes) };
}
