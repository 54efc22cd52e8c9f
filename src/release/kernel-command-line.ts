import type { ManifestVerity } from '../catalog/manifest.ts';
import { Fault } from '../core/faults.ts';
import { kernelWords } from '../formats/verity/kernel-words.ts';
import { verityArgument } from '../formats/verity/verity-argument.ts';
import { readVerityTable } from '../formats/verity/verity-table.ts';

/**
 * The command line of a kernel that starts the root filesystem, and nothing but it.
 * @throws Fault OPT-01 when it names one already; FMT-01 for a command line that cannot be read
 */
export function kernelCommandLine(words: string, verity: ManifestVerity): string {
  const wrong = (problem: string): Fault => new Fault('OPT-01', { option: 'command line', problem });
  if (readVerityTable(words) !== 'none') throw wrong('it names a root filesystem already; rsd adds that');
  if (verity.version === 1) throw wrong('for a hash tree of format 1 the kernel has to come signed');
  const root = kernelWords(words).some(({ name }) => name === 'root') ? '' : 'root=/dev/dm-0 ro';
  return [words.trim(), root, verityArgument(verity)].filter((part) => part !== '').join(' ');
}
