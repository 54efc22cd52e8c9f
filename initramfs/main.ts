import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { buildSoftware, DEVELOPMENT_KEYS } from './build-software.ts';
import { exportSoftware } from './export-software.ts';
import { makeStick } from './make-stick.ts';
import type { RecoverySoftware } from './recovery-software.ts';
import type { UkiSigner } from './signed-uki-part.ts';

interface Options {
  readonly out: string;
  readonly keys: string;
  readonly ukiKey?: string;
  readonly ukiCert?: string;
  readonly release?: true;
  readonly packages?: string;
  readonly update?: true;
  readonly stick?: string;
  readonly data?: string;
  readonly tree?: string;
}

const program = new Command('npm run recovery-software --')
  .description('Builds the software that a recovery stick starts')
  .option('--out <folder>', 'where it is built and kept', 'build/recovery')
  .option('--keys <folder>', 'keys as those of /usr/share/vboot/devkeys', DEVELOPMENT_KEYS)
  .option('--uki-key <file>', 'sign the UEFI image with this key (PEM)')
  .option('--uki-cert <file>', 'the certificate of that key (PEM)')
  .option('--release', 'pack it as small as can be; takes a minute')
  .option('--packages <file>', 'use just the Debian packages of this list')
  .option('--update', 'use the current Debian packages, and not those of the last time')
  .option('--stick <file>', 'make a stick image, too')
  .option('--data <folder>', 'what is on the data partition of that stick')
  .option('--tree <folder>', 'put it into a tree that rsd create makes sticks from')
  .action(main);

async function main(options: Options): Promise<void> {
  const { out, keys, packages, release, update, stick, data, tree } = options;
  if (update) await rm(join(out, 'debian'), { recursive: true, force: true });
  const signer = ukiSigner(options);
  const software = await buildSoftware({
    out,
    keys,
    compression: release ? 'small' : 'quick',
    log: print,
    ...(packages === undefined ? {} : { packages }),
    ...(signer === undefined ? {} : { ukiSigner: signer }),
  });
  tell(software);
  if (tree !== undefined) print(join(tree, 'software', await exportSoftware(software, keys, tree)));
  if (stick !== undefined)
    await makeStick({ software, out: stick, ...(data === undefined ? {} : { dataFolder: data }) });
}

function ukiSigner({ ukiKey: key, ukiCert: certificate }: Options): UkiSigner | undefined {
  if (key === undefined && certificate === undefined) return undefined;
  if (key === undefined || certificate === undefined)
    return program.error('--uki-key and --uki-cert go together');
  return { key, certificate };
}

function tell({
  sizes,
  vmlinuz,
  initramfs,
  rootfs,
  kernelBlob,
  uki,
  signedUki,
  packages,
}: RecoverySoftware): void {
  const rows: readonly (readonly [string, string, number?])[] = [
    ['kernel', vmlinuz, sizes.vmlinuz],
    ['initramfs', initramfs, sizes.initramfs],
    ['root filesystem', rootfs.file, sizes.rootfs],
    ['recovery kernel', kernelBlob, sizes.kernelBlob],
    ['UEFI image', signedUki ?? uki, sizes.uki],
    ['packages', packages],
  ];
  for (const [name, file, bytes] of rows) {
    const size = bytes === undefined ? '' : `${(bytes / 1e6).toFixed(1)} MB`;
    print(`${name.padEnd(15)}  ${size.padStart(8)}  ${file}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await program.parseAsync();
