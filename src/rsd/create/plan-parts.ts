import { createHash } from 'node:crypto';
import type { Manifest } from '../../catalog/manifest.ts';
import { bytesContent } from '../../stick/bytes-content.ts';
import type { Content } from '../../stick/content.ts';
import { planStick, type StickFile } from '../../stick/plan-stick.ts';
import type { StickPlan } from '../../stick/stick-plan.ts';
import type { ChosenSoftware } from './choose-software.ts';

/** Everything that a stick is made of. */
export interface StickParts {
  readonly software: Pick<ChosenSoftware, 'manifest' | 'bytes'>;
  readonly releases: readonly ReleaseParts[];
  /** Settings and keys: by their path on the stick. */
  readonly small: ReadonlyMap<string, Uint8Array>;
  /** The content of a file of the software or of a release, by its id; the file has so many bytes. */
  content(of: PartOwner, file: string, sizeBytes: number): Content;
}

export type PartOwner = 'software' | { readonly release: string };

interface ReleaseParts {
  readonly manifest: Manifest;
  readonly digest: string;
  readonly manifestBytes: ManifestBytes;
}

/** Of every file: sticks of the same parts have the same bytes. */
const MODIFIED = new Date('2020-01-01T00:00:00Z');
const MANIFEST_FILES = ['manifest.json', 'manifest.vblock'] as const;

/** Plans a stick of those parts for a target. @throws Fault MAK-02 when the target is too small, FMT-01 */
export function planParts(parts: StickParts, target: StickTarget): StickPlan {
  const { manifest } = parts.software;
  const { kernel, rootfs, uki } = manifest.files;
  const of = ({ file, bytes }: { readonly file: string; readonly bytes: number }): Content =>
    parts.content('software', file, bytes);
  return planStick({
    software: {
      partitionGuid: rootfs.partitionGuid,
      kernel: of(kernel),
      rootfs: of(rootfs),
      uki: uki === undefined ? 'none' : of(uki),
    },
    files: [
      ...smallFiles(parts),
      ...softwareFiles(parts),
      ...parts.releases.flatMap((one) => releaseFiles(parts, one)),
    ],
    sizeBytes: target.sizeBytes,
    identity: identityOf(parts),
    modified: MODIFIED,
    label: target.label,
  });
}

export interface StickTarget {
  readonly label: string;
  readonly sizeBytes: number | 'least';
}

/** How long `manifest.json` and `manifest.vblock` are. */
export type ManifestBytes = Readonly<Record<(typeof MANIFEST_FILES)[number], number>>;

function smallFiles({ small }: StickParts): readonly StickFile[] {
  return [...small].map(([path, bytes]) => ({ path, content: bytesContent(bytes) }));
}

/** With them, a stick or its image tells what it is, and others can be made from it. */
function softwareFiles(parts: StickParts): readonly StickFile[] {
  const { manifest, bytes } = parts.software;
  const folder = `software/${manifest.id}`;
  return [
    { path: `${folder}/software.json`, content: bytesContent(bytes) },
    ...manifest.files.keys.map((key) => ({
      path: `${folder}/${key.file}`,
      content: parts.content('software', key.file, key.bytes),
    })),
  ];
}

function releaseFiles(parts: StickParts, { manifest, manifestBytes }: ReleaseParts): readonly StickFile[] {
  const { id, payloads } = manifest;
  const file = (name: string, bytes: number): StickFile => ({
    path: `recovery/${id}/${name}`,
    content: parts.content({ release: id }, name, bytes),
  });
  return [
    ...MANIFEST_FILES.map((name) => file(name, manifestBytes[name])),
    ...payloads.map((payload) => file(payload.file, payload.bytes)),
  ];
}

function identityOf({ software, releases, small }: StickParts): string {
  const hash = createHash('sha256').update(software.bytes);
  if (releases.length === 0) hash.update('none');
  for (const { digest } of releases) hash.update(digest);
  for (const [path, bytes] of small) hash.update(path).update(bytes);
  return hash.digest('hex');
}
