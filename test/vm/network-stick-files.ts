import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readDiskTable } from '../../vm/read-disk-table.ts';
import { tool } from '../tool.ts';

const SECTOR_BYTES = 512;
/** Recovery data is large, and signed by somebody else. */
const NOT_READ = /^::\/recovery(?:\.part)?\/$/;

/** The texts of the files on the data partition of a stick, by their paths, without the recovery data. */
export async function stickTexts(image: string): Promise<Readonly<Record<string, string>>> {
  const at = ['-i', `${image}@@${await dataOffsetBytes(image)}`];
  const folder = mkdtempSync(`${image}-files-`);
  try {
    const names = mtool('mdir', '-b', ...at, '::/')
      .split('\n')
      .filter((name) => name !== '' && !NOT_READ.test(name));
    mtool('mcopy', '-s', '-Q', ...at, ...names.map((name) => name.replace(/\/$/, '')), folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return Object.fromEntries(
      files.map(({ parentPath, name }) => {
        const file = join(parentPath, name);
        return [file.slice(folder.length + 1), readFileSync(file, 'utf8')];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function dataOffsetBytes(image: string): Promise<number> {
  await using file = await open(image, 'r');
  const reading = await readDiskTable(file);
  const partitions = reading.kind === 'found' ? reading.table.partitions : [];
  const data = partitions.find(({ name }) => name === 'RSD-DATA');
  if (data === undefined) throw new Error(`${image} has no RSD-DATA`);
  return data.firstLba * SECTOR_BYTES;
}

function mtool(name: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = tool(name, ...args);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return stdout;
}
