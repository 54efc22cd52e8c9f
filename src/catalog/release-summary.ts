import type { ReleaseSummary } from '../core/events.ts';
import { keySha1 } from '../formats/vboot/key-sha1.ts';
import type { VerifiedRelease } from './verified-release.ts';

export function releaseSummary(release: VerifiedRelease): ReleaseSummary {
  const { manifest, location, source, authority, preambleVersion, dataKey } = release;
  return {
    id: manifest.id,
    location,
    source,
    osName: manifest.os.name,
    osVersion: manifest.os.version,
    authority,
    preambleVersion,
    keySha1: keySha1(dataKey),
  };
}
