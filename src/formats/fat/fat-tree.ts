import { fatFault } from './fat-fault.ts';
import { FAT_LIMITS } from './fat-limits.ts';
import { foldedName } from './folded-name.ts';
import { nameProblem } from './name-problem.ts';

export interface FatItem {
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

export interface FatFolder {
  /** `''` for the root. */
  readonly path: string;
  readonly parentPath: string;
  readonly items: readonly FatItem[];
}

interface Growing extends FatFolder {
  readonly items: FatItem[];
  readonly byFoldedName: Map<string, FatItem>;
}

/**
 * The folders that files with these paths lie in, the root first and each behind its parent. `/` parts a path; folders
 * and files stand in the order in which the paths have them.
 * @throws Fault FMT-01 for a name that FAT cannot hold, two that differ in case only, a path that is too deep or long
 */
export function fatTree(paths: readonly string[]): readonly FatFolder[] {
  const folders = new Map([['', emptyFolder('', '')]]);
  for (const path of paths) {
    const names = path.split('/');
    if (names.length > FAT_LIMITS.depth || path.length > FAT_LIMITS.pathUnits) throw tooLong(path);
    let parentPath = '';
    for (const [index, name] of names.entries()) {
      const own = parentPath === '' ? name : `${parentPath}/${name}`;
      const item = { name, path: own, kind: index === names.length - 1 ? 'file' : 'folder' } as const;
      enter(folders, parentPath, item);
      parentPath = own;
    }
  }
  return [...folders.values()];
}

function emptyFolder(path: string, parentPath: string): Growing {
  return { path, parentPath, items: [], byFoldedName: new Map() };
}

function enter(folders: Map<string, Growing>, parentPath: string, item: FatItem): void {
  const folder = folders.get(parentPath);
  if (folder === undefined) throw new TypeError(`${parentPath} is entered before what lies in it`);
  const folded = foldedName(item.name);
  const known = folder.byFoldedName.get(folded);
  if (known !== undefined) return refuseUnlessSameFolder(known, item);
  const problem = nameProblem(item.name);
  if (problem !== 'none') throw fatFault('name', `${JSON.stringify(item.path)}: ${problem}`);
  folder.items.push(item);
  folder.byFoldedName.set(folded, item);
  if (item.kind === 'folder') folders.set(item.path, emptyFolder(item.path, parentPath));
}

function refuseUnlessSameFolder(known: FatItem, item: FatItem): void {
  if (known.kind === 'folder' && item.kind === 'folder' && known.name === item.name) return;
  const both = `${JSON.stringify(known.path)} and ${JSON.stringify(item.path)}`;
  throw fatFault('name', `${both} cannot both be there: for FAT they have one name`);
}

function tooLong(path: string): Error {
  const limits = `${FAT_LIMITS.depth} names and ${FAT_LIMITS.pathUnits} UTF-16 units at most`;
  return fatFault(
    'path',
    `${JSON.stringify(path.slice(0, 80))} is too deep or too long: it may have ${limits}`,
  );
}
