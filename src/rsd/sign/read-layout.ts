import { type LayoutPartition, readManifest } from '../../catalog/manifest.ts';
import { Fault } from '../../core/faults.ts';

const FILE = { bytes: 4096, sha256: '0'.repeat(64) };
/** Everything of a manifest but its layout. */
const REST = {
  format: 1,
  id: 'layout',
  os: { name: 'layout', version: '1' },
  arch: 'x86_64',
  models: [{ hwid: 'LAYOUT' }],
  payloads: [
    { role: 'kernel', file: 'kernel.bin', ...FILE },
    {
      role: 'rootfs',
      file: 'rootfs.img',
      ...FILE,
      bytes: 3 * 4096,
      verity: { rootDigest: FILE.sha256, salt: '', dataBlocks: 2 },
    },
  ],
  minimumAgent: '0.1',
};

/** Reads the partitions of a target: a JSON list, as `layout` in a manifest. @throws Fault OPT-01, MAN-02, MAN-03 */
export function readLayout(file: string, bytes: Uint8Array): readonly LayoutPartition[] {
  return readManifest(Buffer.from(JSON.stringify({ ...REST, layout: parsed(file, bytes) }))).layout;
}

function parsed(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Fault('OPT-01', { option: file, problem: 'it is not JSON' });
  }
}
