import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Who may import whom. Change it in the same commit as the import, and say why. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  formats: ['core', 'node:crypto', 'node:zlib'],
  signing: ['core', 'formats', 'node:crypto'],
  sku: ['core', 'formats'],
  catalog: ['core', 'formats', 'node:crypto', 'zod'],
  install: ['core', 'formats', 'catalog', 'node:crypto'],
  // Firmware images and the flash chip: what is judged and in which order it is written. No I/O.
  firmware: ['core', 'formats', 'catalog', 'node:crypto'],
  power: ['core'],
  // What the agent writes and `rsd line` reads.
  report: ['zod'],
  net: [
    'core',
    'formats',
    'report',
    'node:*',
    // Not its entrance, which changes the language of the whole process.
    'node-wifi/src/linux/scan/index.js',
    'ssh2-sftp-client',
    'ssh2',
    'smol-toml',
    'zod',
  ],
  host: ['core', 'formats', 'power', 'node:*', 'pino', 'systeminformation'],
  ui: ['core', 'locales', 'bidi-js/dist/bidi.mjs', 'blessed', 'intl-messageformat', 'node:stream', 'qr'],
  // What commander knows of a program, for shells and manuals.
  cli: ['commander'],
  agent: [
    'core',
    'cli',
    'formats',
    'sku',
    'catalog',
    'firmware',
    'install',
    'net',
    'power',
    'report',
    'host',
    'ui',
    'node:*',
    'commander',
    'smol-toml',
    'zod',
  ],
  screens: ['core', 'host', 'ui', 'node:*', 'commander', 'zod'],
  stick: ['core', 'formats', 'install', 'node:crypto', 'smol-toml', 'zod'],
  // What is made is judged as the agent would judge it.
  release: ['core', 'formats', 'signing', 'catalog', 'firmware', 'node:*'],
  rsd: [
    'core',
    'cli',
    'formats',
    'signing',
    'sku',
    'catalog',
    'firmware',
    'install',
    'net',
    'host',
    'stick',
    'release',
    'report',
    'node:*',
    'package.json',
    // In src/rsd/create only: see the test below.
    '@clack/prompts',
    'commander',
    'yauzl',
    'zod',
  ],
  simulate: ['core', 'formats', 'signing', 'node:*', 'commander'],
};

const IMPORT = /^(?:import|export)\b[^;]*?from\s+'([^']+)'/gms;

test('no module imports what its folder may not', () => {
  expect(offences(sources())).toEqual([]);
});

test('the check above sees an import across a boundary', () => {
  const planted = { file: 'src/core/x.ts', text: "import { a } from '../host/a.ts';\n" };
  expect(offences([planted])).toEqual(['src/core/x.ts imports ../host/a.ts']);
});

test('only rsd create and what shares its questions ask a person at a terminal', () => {
  const askers = sources().filter(({ text }) => text.includes("from '@clack/prompts'"));
  expect(askers.map(({ file }) => file)).toEqual(['src/rsd/create/terminal-prompts.ts']);
});

interface Source {
  readonly file: string;
  readonly text: string;
}

function sources(): Source[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

function offences(files: readonly Source[]): string[] {
  return files.flatMap(({ file, text }) =>
    [...text.matchAll(IMPORT)]
      .map(([, target = '']) => target)
      .filter((target) => !allowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
}

function allowed(file: string, target: string): boolean {
  const folder = folderOf(file);
  const to = target.startsWith('.') ? folderOf(normalize(join(dirname(file), target))) : target;
  const may = MAY_IMPORT[folder] ?? [];
  return to === folder || may.includes(to) || (to.startsWith('node:') && may.includes('node:*'));
}

/** `ui` for `src/ui/a.ts`, `locales` for `locales/en.json`. */
function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' ? second : first;
}
