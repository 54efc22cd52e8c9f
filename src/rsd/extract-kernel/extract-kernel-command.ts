import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { recoveryKernel } from '../../release/image/recovery-kernel.ts';
import { pieces } from '../../release/pieces.ts';
import { refuseExisting } from '../../release/refuse-existing.ts';
import { openImage } from '../image/open-image.ts';
import { percent } from '../percent.ts';
import type { MakeCommand } from '../program.ts';
import { writeNewFile } from '../write-new-file.ts';

const HELP = `
Writes the partition KERN-A of a recovery image, whole, as the recipe with cgpt
and dd of chromium.org does. The firmware of the device that the image is for
starts it, because the recovery key of that device signed it.

Examples:
  rsd extract-kernel chromeos_recovery.bin -o recovery_kernel.bin
  rsd extract-kernel --legacy cr48_recovery.bin -o recovery_kernel.bin
`;

export const extractKernelCommand: MakeCommand = (setting) =>
  new Command('extract-kernel')
    .description('take the signed recovery kernel out of a recovery image')
    .argument('<image>', 'a recovery image (.bin, .img, or the .zip with it)')
    .requiredOption('-o, --out <file>', 'where it goes; it must not be there yet')
    .option('--legacy', 'at sector 4096, 32768 sectors, whatever the partition table says')
    .addHelpText('after', HELP)
    .action(async (path: string, options: { readonly out: string; readonly legacy?: true }) => {
      const { voice, signal } = setting();
      const out = resolve(options.out);
      await refuseExisting(out);
      const unpacking = percent(voice, 'Unpacking');
      await using image = await openImage(path, dirname(out), unpacking, signal);
      const where = options.legacy === true ? 'legacy' : 'gpt';
      const kernel = await recoveryKernel(image, where, signal);
      await writeNewFile(out, contents());
      voice.result(out);

      async function* contents(): AsyncGenerator<Uint8Array, void> {
        for await (const piece of pieces(kernel, kernel.sizeBytes, signal)) yield piece.bytes;
      }
    });
