import { smallFile } from '../keep/small-file.ts';
import { StickFolder } from '../keep/stick-folder.ts';

const FILE = 'stick-id';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_BYTES = 64;

/**
 * The number that tells the stick at `stick` from others, from `reports/stick-id` on it. It is made when the stick has none:
 * sticks of the same parts are the same to the byte, and many have no serial number of their maker.
 * @throws the errors of node:fs, when it has none and cannot be written
 */
export async function stickId(stick: string, newUuid: () => string): Promise<string> {
  await using root = await StickFolder.at(stick);
  await using reports = await root.madeFolder('reports');
  const bytes = await smallFile(reports, FILE, MAX_BYTES);
  const known = typeof bytes === 'string' ? '' : new TextDecoder().decode(bytes).trim();
  if (UUID.test(known)) return known;
  const id = newUuid();
  await reports.write(FILE, new TextEncoder().encode(`${id}\n`));
  await reports.sync();
  return id;
}
