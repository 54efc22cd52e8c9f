import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
/** Packages that were written for require() find what they expect. */
const REQUIRE = `import { createRequire as rsdRequire } from "node:module";
const require = rsdRequire(import.meta.url), __dirname = import.meta.dirname;`;

/** Bundles programs into `folder` as the device runs them: JavaScript in few files, and no compiler in memory. */
export function bundle(folder: string, entries: readonly string[]): void {
  const options = [
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--entry-names=[name]',
    // ssh2 does without its native parts, as on the device.
    '--external:cpu-features',
    '--external:*.node',
    '--log-level=warning',
    `--banner:js=${REQUIRE}`,
  ];
  execFileSync('esbuild', [...entries, ...options, `--outdir=${folder}`], { cwd: PROJECT });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}
