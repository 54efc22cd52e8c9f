import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { blockChecker } from '../../host/block-checker.ts';
import { slotMemory } from '../../host/slot-memory.ts';
import type { MakeCommand } from '../program.ts';
import type { Setting } from '../setting.ts';
import { inspectFolder } from './inspect-folder.ts';
import { inspectMedium } from './inspect-medium.ts';
import type { Looking } from './looking.ts';
import { openMedium } from './open-medium.ts';
import { reportLines } from './report-lines.ts';

const SLOTS = 4;
const SLOT_BYTES = 1 << 20;
const EXAMPLES = `
It knows sticks, disks and their images, recovery images, flash images,
keyblocks, vblocks, kernels, public keys and trees, by what is in them. Nothing
is written, and no passphrase and no private key is shown.

Examples:
  rsd inspect /dev/sdb              a stick; needs the right to read it
  rsd inspect stick.img --deep      also reads every block of it
  rsd inspect bios.bin --json`;

/** `rsd inspect`: what something is, and everything that an owner or a bug report needs of it. */
export const inspectCommand: MakeCommand = (setting) =>
  new Command('inspect')
    .description('see inside a stick, a disk, an image, firmware or a key')
    .argument('<path>', 'a file, a disk or a folder')
    .option('--deep', 'read everything: root filesystems by their hash trees, releases by their digests')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action((path: string, options: { deep?: true; json?: true }) => run(resolve(path), options, setting()));

async function run(
  path: string,
  options: { deep?: true; json?: true },
  { voice, signal }: Setting,
): Promise<void> {
  await using held = new AsyncDisposableStack();
  const looking: Looking = {
    deep: options.deep ? { checker: held.use(blockChecker()), slots: slotMemory(SLOTS, SLOT_BYTES) } : 'no',
    onBytes: (what, done, total) => voice.progress(`Reading ${what}: ${Math.floor((100 * done) / total)} %`),
    signal,
  };
  const report = await inspected(path, looking);
  if (options.json) voice.result(JSON.stringify({ format: 1, path, ...report }));
  else for (const line of reportLines(report, (style, text) => voice.paint(style, text))) voice.result(line);
}

async function inspected(path: string, looking: Looking): ReturnType<typeof inspectMedium> {
  const found = await stat(path).catch(() => 'absent' as const);
  if (found !== 'absent' && found.isDirectory()) return await inspectFolder(path, looking);
  await using medium = await openMedium(path);
  return await inspectMedium(medium, looking);
}
