import type { Fact } from '../core/device.ts';
import type { FactSource } from './fact-sources.ts';
import type { FirmwareFacts } from './firmware-facts.ts';

/** The first of `sources`, best first, that is there and tells. */
export function firstThatTells<T>(files: FirmwareFacts['files'], sources: readonly FactSource<T>[]): Fact<T> {
  for (const { path, read } of sources) {
    const bytes = files.get(path);
    const value = bytes ? read(bytes) : null;
    if (value !== null) return { value, from: path };
  }
  return 'unknown';
}
