import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeStick, type StickOptions } from '../initramfs/make-stick.ts';
import type { RecoverySoftware } from '../initramfs/recovery-software.ts';
import type { StickSettings } from '../src/agent/stick-settings.ts';

/** Files that take the place of what belongs on a stick. */
export type Tampering = Pick<StickOptions, 'kernelA' | 'kernelB' | 'rootfs' | 'uki'>;

export interface RecoveryStick {
  readonly software: RecoverySoftware;
  /** Folders of releases, each called as its release. */
  readonly releases: readonly string[];
  readonly settings: Omit<StickSettings, 'power'>;
  readonly tampering?: Tampering;
  /** The texts of other files, by their path on the data partition. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of the whole stick; as small as it can be by default. */
  readonly sizeBytes?: number;
}

/** Makes the image of a recovery stick in the file `out`. */
export async function recoveryStick(stick: RecoveryStick, out: string): Promise<void> {
  const { software, releases, settings, tampering, files = {}, sizeBytes } = stick;
  const dataFolder = `${out}.data`;
  await mkdir(join(dataFolder, 'recovery'), { recursive: true });
  for (const release of releases)
    await cp(release, join(dataFolder, 'recovery', basename(release)), { recursive: true });
  await writeFile(join(dataFolder, 'rsd.toml'), tomlOf(settings));
  for (const [path, text] of Object.entries(files)) {
    const file = join(dataFolder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await makeStick({
    software,
    dataFolder,
    out,
    ...tampering,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  });
  await rm(dataFolder, { recursive: true });
}

function tomlOf(settings: RecoveryStick['settings']): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
    .join('');
}
