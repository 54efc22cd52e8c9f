import type { ReleaseSummary } from '../core/events.ts';
import type { VerifiedRelease } from './verified-release.ts';

export function releaseSummary(release: VerifiedRelease): ReleaseSummary {
  const { manifest, location, source, authority, preambleVersion } = release;
  return {
    id: manifest.id,
    location,
    source,
    osName: manifest.os.name,
    osVersion: manifest.os.version,
    authority,
    preambleVersion,
  };
}
