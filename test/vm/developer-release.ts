import { cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEVKEYS, tool } from '../tool.ts';

/** A copy of a release whose manifest is signed with a key that nobody vouches for, in the folder `work`. */
export function developerRelease(release: string, work: string): string {
  const copy = join(work, basename(release));
  cpSync(release, copy, { recursive: true });
  const keyblock = join(work, 'developer.keyblock');
  const developer = join(DEVKEYS, 'installer_kernel_data_key');
  must('vbutil_keyblock', { pack: keyblock, datapubkey: `${developer}.vbpubk`, flags: '31' });
  const vblock = join(copy, 'manifest.vblock');
  rmSync(vblock);
  must('futility', {
    vbutil_firmware: '',
    vblock,
    keyblock,
    signprivate: `${developer}.vbprivk`,
    version: '1',
    fv: join(copy, 'manifest.json'),
    kernelkey: join(DEVKEYS, 'kernel_subkey.vbpubk'),
  });
  return copy;
}

function must(program: string, options: Readonly<Record<string, string>>): void {
  const args = Object.entries(options).flatMap(([name, value]) =>
    value === '' ? [name] : [`--${name}`, value],
  );
  const { status, stderr } = tool(program, ...args);
  if (status !== 0) throw new Error(stderr);
}
