import { Fault } from '../../core/faults.ts';
import { stickSource } from '../../host/stick-source.ts';
import { treeSoftware } from '../tree/tree-software.ts';
import { inspectReleases } from './inspect-release.ts';
import type { Looking } from './looking.ts';
import type { Finding, Report } from './report.ts';

/** A tree, or the mounted data partition of a stick. @throws Fault OPT-01 when it is neither */
export async function inspectFolder(folder: string, looking: Looking): Promise<Report> {
  const releases = await inspectReleases(stickSource(folder, { tree: 'recovery', label: folder }), looking);
  const software = await treeSoftware(
    stickSource(folder, { tree: 'software', label: folder }),
    looking.signal,
  );
  if (Array.isArray(releases) && releases.length === 0 && software.length === 0)
    throw new Fault('OPT-01', {
      option: folder,
      problem: 'it has neither recovery/ nor software/ with something in it',
    });
  const shown: Finding = software.map((one) => {
    if (one.kind === 'unusable') return { id: one.id, problem: one.reason };
    const { version, arch, files } = one.manifest;
    return { id: one.id, version, arch, keys: files.keys.map(({ file }) => file) };
  });
  return { kind: 'recovery tree', releases, software: shown };
}
