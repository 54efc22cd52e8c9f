import { FACT_SOURCES } from './fact-sources.ts';

/** What the firmware says of the device, as raw as the kernel gives it. */
export interface FirmwareFacts {
  /** Content by path, as it is on a device: `/sys/…`, `/proc/…`. A path that could not be read is not in it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What `uname -m` prints. */
  readonly machine: string;
}

/** Every path that `identify` looks at, each once. */
export const FIRMWARE_PATHS: readonly string[] = [
  ...new Set(
    Object.values(FACT_SOURCES)
      .flat()
      .map(({ path }) => path),
  ),
];
