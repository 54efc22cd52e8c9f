import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import { mustRun } from './must-run.ts';

/** PEM files. */
export interface UkiSigner {
  readonly key: string;
  readonly certificate: string;
}

/** `uki.efi`, signed for UEFI Secure Boot. */
export async function signedUkiPart(
  workshop: Workshop,
  uki: Part & { readonly file: string },
  { key, certificate }: UkiSigner,
): Promise<Part & { readonly file: string }> {
  const part = await buildPart(workshop, {
    name: 'signed-uki',
    inputs: [uki.key, await readFile(key), await readFile(certificate), String(EPOCH_SECONDS)],
    make: async (folder) => {
      const sign = [
        'sbsign',
        '--key',
        key,
        '--cert',
        certificate,
        '--output',
        join(folder, 'uki.efi'),
        uki.file,
      ];
      // The signature bears the time it was made at.
      await mustRun([
        'faketime',
        '-f',
        `@${new Date(EPOCH_SECONDS * 1000).toISOString().slice(0, 19).replace('T', ' ')}`,
        ...sign,
      ]);
    },
  });
  return { ...part, file: join(part.folder, 'uki.efi') };
}
