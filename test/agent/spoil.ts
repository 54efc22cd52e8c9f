import { type Manifest, readManifest } from '../../src/catalog/manifest.ts';
import type { FaultCode } from '../../src/core/fault-catalogue.ts';
import type { RecoveryBench } from './recovery-bench.ts';

export type Spoil = (bench: RecoveryBench) => unknown;

/** What is wrong, how it is made to be, and the fault that has to come of it. */
export type SpoiltCase = readonly [name: string, spoil: Spoil, code: FaultCode];

export function longer(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from(' ')]);
}

/** Counted from the end when it is negative. */
export function flipAt(at: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const place = at < 0 ? bytes.length + at : at;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 0x08, place);
    return bytes;
  };
}

/** Signs a manifest that differs from the good one in these fields. */
export function manifestWith(change: (manifest: Manifest) => object): Spoil {
  return (bench) =>
    bench.resign((text) => {
      const manifest = readManifest(Buffer.from(text));
      return JSON.stringify({ ...manifest, ...change(manifest) });
    });
}
