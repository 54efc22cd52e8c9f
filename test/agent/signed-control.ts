import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Control } from '../../src/catalog/control.ts';
import { signVblock } from '../../src/signing/sign-vblock.ts';
import { publicHalf, type ReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { MAKER } from './recovery-bench.ts';

interface SignedControl {
  readonly control: Uint8Array;
  readonly vblock: Uint8Array;
}

/** A control file of the maker of the device. */
export function signedControl(content: Partial<Control>, keys: ReleaseKeys = MAKER): SignedControl {
  const control = new TextEncoder().encode(JSON.stringify({ format: 1, pins: [], ...content }));
  const vblock = signVblock(control, {
    keyblock: keys.releaseKeyblock,
    signer: keys.release,
    version: 1,
    kernelSubkey: publicHalf(keys.kernelSubkey),
  });
  return { control, vblock };
}

/** Puts one into the tree of a stick, at once: the clock of the tests does not wait. */
export function putControl(stick: string, { control, vblock }: SignedControl): void {
  mkdirSync(join(stick, 'recovery'), { recursive: true });
  writeFileSync(join(stick, 'recovery/control.json'), control);
  writeFileSync(join(stick, 'recovery/control.vblock'), vblock);
}
