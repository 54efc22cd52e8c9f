import { constants } from 'node:fs';
import { StickFolder } from './stick-folder.ts';

const FOLDER = 'firmware-backup';
/** Not a name that a stick could end a backup's with: it has no dot in front. */
const UNFINISHED = 'unfinished';

/**
 * Keeps the firmware that a device had on the stick mounted at `stick`, on the medium when this resolves. The name says
 * what is in the file: one that has the same bytes already is left as it is.
 * @returns the path on the stick
 * @throws Fault STK-06 when something there is no plain file, the errors of node:fs
 */
export async function saveFirmware(stick: string, name: string, bytes: Uint8Array): Promise<string> {
  await using root = await StickFolder.at(stick);
  await using folder = await root.madeFolder(FOLDER);
  if (!(await holds(folder, name, bytes))) await write(folder, name, bytes);
  await folder.sync();
  await root.sync();
  return `${FOLDER}/${name}`;
}

async function holds(folder: StickFolder, name: string, bytes: Uint8Array): Promise<boolean> {
  if ((await folder.kindOf(name)) !== 'file') return false;
  await using file = await folder.file(name, constants.O_RDONLY);
  if ((await file.stat()).size !== bytes.length) return false;
  // A run before this one may have been cut off before it was on the medium.
  await file.sync();
  return Buffer.compare(await file.readFile(), bytes) === 0;
}

async function write(folder: StickFolder, name: string, bytes: Uint8Array): Promise<void> {
  try {
    await folder.write(UNFINISHED, bytes);
    await folder.rename(UNFINISHED, folder, name);
  } catch (error) {
    // A full stick has other uses for the room.
    await folder.remove(UNFINISHED).catch(() => undefined);
    throw error;
  }
}
