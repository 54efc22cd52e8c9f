import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** File by file, the extents that `journal.json` names. */
export type Kept = Readonly<Record<string, readonly (readonly [number, number])[]>>;

export function journalOf(stick: string, id: string): Kept | 'none' {
  const path = join(stick, 'recovery.part', id, 'journal.json');
  if (!existsSync(path)) return 'none';
  return (JSON.parse(readFileSync(path, 'utf8')) as { files: Kept }).files;
}

/**
 * What is on a stick when the power is cut now: all that the journal names, and anything in the place of all else.
 * Returns what the journal names.
 */
export function pulledStick(stick: string, to: string, id: string): Kept {
  // It may be renamed while it is copied.
  cpSync(stick, to, { recursive: true, filter: (from) => !from.endsWith('journal.new') });
  writeFileSync(join(to, 'recovery.part', id, 'journal.new'), 'half a jour');
  const kept = journalOf(to, id);
  if (kept === 'none') return {};
  for (const [file, extents] of Object.entries(kept)) {
    const path = join(to, 'recovery.part', id, file);
    const bytes = readFileSync(path);
    const medium = Buffer.alloc(bytes.length, 0xaa);
    for (const [start, end] of extents) bytes.copy(medium, start, start, end);
    writeFileSync(path, medium.subarray(0, extents.at(-1)?.[1] ?? 0));
  }
  return kept;
}
