import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from '../../initramfs/must-run.ts';

const PROJECT = join(import.meta.dirname, '../..');
const BANNER =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url), __dirname = import.meta.dirname;';

/** Bundles a program that the Node of the recovery runs into the file `out`. */
export async function bundleGuestScript(script: string, out: string): Promise<void> {
  const options = ['--bundle', '--platform=node', '--target=node26', '--format=esm', '--log-level=warning'];
  const external = ['--external:cpu-features', '--external:*.node', `--banner:js=${BANNER}`];
  const command = ['esbuild', script, ...options, ...external, `--outfile=${out}`];
  await mustRun(['sh', 'tools/with-node.sh', ...command], { cwd: PROJECT });
  writeFileSync(join(dirname(out), 'package.json'), '{ "type": "module" }\n');
}
