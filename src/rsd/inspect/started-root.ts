import { kernelWords } from '../../formats/verity/kernel-words.ts';
import { readVerityTable } from '../../formats/verity/verity-table.ts';

/** The root filesystem that a kernel starts, and the tree that its command line vouches for. */
export interface StartedRoot {
  readonly version: 0 | 1;
  readonly rootDigest: string;
  readonly salt: string;
  readonly dataBlocks: number;
  /** By its GUID, in upper case, or as Chromium OS says it: so many partitions behind the kernel. */
  readonly partition: { readonly guid: string } | { readonly behind: number };
}

const GUID = /PARTUUID=([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/;
const MAX_BLOCKS = 2 ** 24;

/**
 * Reads a device-mapper table, or the words `rsd.…` of our own recovery kernels, whose init makes the device itself.
 * @throws Fault FMT-01
 */
export function startedRoot(commandLine: string): StartedRoot | 'none' {
  const own = ownWords(commandLine);
  if (own !== 'none') return own;
  const table = readVerityTable(commandLine);
  if (table === 'none') return 'none';
  const { version, rootDigest, salt, dataBlocks, dataDevice } = table;
  const guid = GUID.exec(dataDevice)?.[1];
  const behind = Number(/PARTNROFF=(\d{1,3})/.exec(dataDevice)?.[1] ?? 1);
  const partition = guid === undefined ? { behind } : { guid: guid.toUpperCase() };
  return { version, rootDigest, salt, dataBlocks, partition };
}

function ownWords(commandLine: string): StartedRoot | 'none' {
  const words = new Map(kernelWords(commandLine).map(({ name, value }) => [name, value]));
  const word = (name: string, form: RegExp): string | undefined => form.exec(words.get(name) ?? '')?.[0];
  const guid = GUID.exec(words.get('rsd.root') ?? '')?.[1];
  const rootDigest = word('rsd.digest', /^[0-9a-f]{64}$/);
  const salt = word('rsd.salt', /^(?:[0-9a-f]{2}){0,256}$/);
  const dataBlocks = Number(word('rsd.blocks', /^[1-9]\d{0,8}$/));
  if (guid === undefined || rootDigest === undefined || salt === undefined || !(dataBlocks <= MAX_BLOCKS))
    return 'none';
  return { version: 1, rootDigest, salt, dataBlocks, partition: { guid: guid.toUpperCase() } };
}
