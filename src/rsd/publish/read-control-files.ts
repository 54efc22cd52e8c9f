import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Control, readControl } from '../../catalog/control.ts';
import { manifestSignature } from '../../catalog/manifest-signature.ts';
import { MAX_SIGNED_BYTES } from '../../catalog/read-signed-json.ts';
import { refusalReason } from '../../catalog/refusal-reason.ts';
import { Fault, toFault } from '../../core/faults.ts';
import { pathIsThere } from '../../host/path-is-there.ts';
import { ANY_SIGNER } from '../any-signer.ts';

export interface ControlFiles {
  readonly content: Control;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** What `rsd line control` has made, when the folder is that. @throws Fault PUB-02 when it is not whole */
export async function readControlFiles(folder: string): Promise<ControlFiles | 'none'> {
  if (!(await pathIsThere(join(folder, 'control.json')))) return 'none';
  try {
    const control = await small(folder, 'control.json');
    const vblock = await small(folder, 'control.vblock');
    manifestSignature(control, vblock, ANY_SIGNER);
    const files = [
      { name: 'control.json', bytes: control },
      { name: 'control.vblock', bytes: vblock },
    ];
    return { content: readControl(control), files };
  } catch (error) {
    const { code, facts } = toFault(error);
    const problem = code === 'PUB-02' ? String(facts['problem']) : `${code}: ${refusalReason(code, facts)}`;
    throw new Fault('PUB-02', { release: folder, problem }, { cause: error });
  }
}

async function small(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => 'absent' as const);
  if (found === 'absent' || !found.isFile() || found.size > MAX_SIGNED_BYTES)
    throw new Fault('PUB-02', {
      release: folder,
      problem: `${name} is no file of ${MAX_SIGNED_BYTES} bytes or less`,
    });
  return new Uint8Array(await readFile(path));
}
