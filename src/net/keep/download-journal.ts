import * as z from 'zod';
import { type Extent, MAX_EXTENTS } from './byte-extents.ts';
import type { ReleaseFiles } from './keep-download.ts';

/** What `journal.json` says of a release that is partly on the stick. */
export interface DownloadJournal {
  readonly format: 1;
  readonly digest: string;
  /** Of every file of the release, the extents that were on the medium. */
  readonly files: Readonly<Record<string, readonly Extent[]>>;
}

/** Far more than the longest that we write. */
export const MAX_JOURNAL_BYTES: number = 256 * 1024;

/**
 * Reads the bytes of a `journal.json`. Anything may be in them: `'useless'` unless they say something that is possible
 * about this very release.
 */
export function readDownloadJournal(bytes: Uint8Array, release: ReleaseFiles): DownloadJournal | 'useless' {
  if (bytes.length > MAX_JOURNAL_BYTES) return 'useless';
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not JSON, or not UTF-8.
    return 'useless';
  }
  const journal = schemaOf(release).safeParse(content);
  return journal.success ? journal.data : 'useless';
}

function schemaOf({ digest, files }: ReleaseFiles): z.ZodType<DownloadJournal> {
  return z.strictObject({
    format: z.literal(1),
    digest: z.literal(digest),
    files: z.strictObject(Object.fromEntries(files.map(({ file, bytes }) => [file, extentsWithin(bytes)]))),
  });
}

function extentsWithin(bytes: number): z.ZodType<readonly Extent[]> {
  const offset = z.int().min(0).max(bytes);
  return z
    .array(z.tuple([offset, offset]))
    .max(MAX_EXTENTS)
    .refine((list) => list.every(([start, end], at) => start < end && start > (list[at - 1]?.[1] ?? -1)));
}
