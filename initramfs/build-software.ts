import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { contentGuid } from '../src/stick/content-guid.ts';
import { agentPart } from './agent-part.ts';
import { buildLock } from './build-lock.ts';
import type { Workshop } from './build-part.ts';
import { commandLine } from './command-line.ts';
import type { Compression } from './compression.ts';
import { debianPart } from './debian-part.ts';
import { filesBelow } from './files-below.ts';
import { firmwarePart } from './firmware-part.ts';
import { initramfsPart } from './initramfs-part.ts';
import { installTools } from './install-tools.ts';
import { kernelBlobPart } from './kernel-blob-part.ts';
import { kernelPart } from './kernel-part.ts';
import { nodePart } from './node-part.ts';
import type { RecoverySoftware } from './recovery-software.ts';
import { rootfsPart } from './rootfs-part.ts';
import { signedUkiPart, type UkiSigner } from './signed-uki-part.ts';
import { systemPart } from './system-part.ts';
import { ukiPart } from './uki-part.ts';
import type { Variant } from './variant.ts';

export interface SoftwareOptions {
  /** The folder that everything is built in and kept in. */
  readonly out: string;
  /** A folder as `/usr/share/vboot/devkeys`, which is the default: development keys that everybody has. */
  readonly keys?: string;
  readonly ukiSigner?: UkiSigner;
  /** `quick` by default. */
  readonly compression?: Compression;
  /** A list that an earlier build kept, to build from just these Debian packages. */
  readonly packages?: string;
  readonly variant?: Variant;
  /** Told what is made anew. */
  readonly log?: (line: string) => void;
}

export const DEVELOPMENT_KEYS = '/usr/share/vboot/devkeys';

/**
 * Builds the recovery software, and of it only what is not there yet or is of other sources. Two builders of one folder
 * wait for each other.
 */
export async function buildSoftware(options: SoftwareOptions): Promise<RecoverySoftware> {
  const {
    keys = DEVELOPMENT_KEYS,
    compression = 'quick',
    packages = 'current',
    ukiSigner,
    variant,
    log = () => {},
  } = options;
  await installTools(ukiSigner === undefined ? 'unsigned' : 'signed');
  const workshop: Workshop = { folder: resolve(options.out), log, code: await codeDigest() };
  await using lock = new AsyncDisposableStack();
  lock.use(await buildLock(workshop.folder));
  const own = variant === undefined ? workshop : { ...workshop, folder: join(workshop.folder, variant.name) };
  const debian = await debianPart(workshop, packages);
  const [kernel, node] = await Promise.all([
    kernelPart(own, debian, variant?.modules ?? []),
    nodePart(workshop),
  ]);
  const [system, agent, firmware, initramfs] = await Promise.all([
    systemPart(workshop, debian, node),
    agentPart(workshop),
    firmwarePart(workshop, debian, kernel),
    initramfsPart(own, { debian, kernel, compression }),
  ]);
  const parts = { debian, kernel, system, node, agent, firmware };
  const rootfs = await rootfsPart(own, { ...parts, keys, compression, variant });
  const partitionGuid = contentGuid('recovery root filesystem', rootfs.rootDigest);
  const told = commandLine(rootfs, partitionGuid);
  const blob = await kernelBlobPart(own, { kernel, initramfs, commandLine: told, keys });
  const uki = await ukiPart(own, { debian, kernel, initramfs, commandLine: told });
  const signed = ukiSigner === undefined ? null : await signedUkiPart(own, uki, ukiSigner);
  const { dataBlocks, rootDigest, salt, file } = rootfs;
  return {
    vmlinuz: kernel.vmlinuz,
    kernelVersion: kernel.version,
    modules: kernel.modules,
    initramfs: initramfs.file,
    commandLine: told,
    rootfs: { file, dataBlocks, rootDigest, salt, partitionGuid },
    kernelBlob: blob.file,
    uki: uki.file,
    signedUki: signed === null ? null : signed.file,
    packages: join(debian.folder, 'packages/list'),
    sizes: {
      vmlinuz: await bytesOf(kernel.vmlinuz),
      initramfs: await bytesOf(initramfs.file),
      rootfs: await bytesOf(rootfs.file),
      kernelBlob: await bytesOf(blob.file),
      uki: await bytesOf(uki.file),
    },
  };
}

async function codeDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await filesBelow(import.meta.dirname)) {
    if (name.endsWith('.ts')) hash.update(await readFile(join(import.meta.dirname, name)));
  }
  return hash.digest('hex');
}

async function bytesOf(file: string): Promise<number> {
  return (await stat(file)).size;
}
