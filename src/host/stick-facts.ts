import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { readMounts } from './read-mounts.ts';

/** Which stick it is, and where it is plugged in. */
export interface StickFacts {
  /** What its maker gave it; many sticks share one, or have none. */
  readonly serial: string;
  /** The port as the kernel counts them, e.g. `usb 1-2.4`. */
  readonly port: string;
}

const UNKNOWN: StickFacts = { serial: 'unknown', port: 'unknown' };
const MAX_TEXT = 128;

/** What `root`/sys says of the device that is mounted at `folder`. No decision is taken by it: what cannot be read is unknown. */
export async function stickFacts(root: string, folder: string): Promise<StickFacts> {
  const mount = (await readMounts(root)).findLast(({ mountPoint }) => mountPoint === folder);
  if (mount === undefined) return UNKNOWN;
  const place = await realpath(join(root, 'sys/dev/block', mount.deviceNumber)).catch(() => 'gone');
  if (place === 'gone') return UNKNOWN;
  // A hub is a port of the port that it is in: the last one is the stick's own.
  const [, usb, port] = /^(.*\/usb\d+\/(?:.*\/)?(\d+-[\d.]+))\/\2:/.exec(place) ?? [];
  if (usb !== undefined) return { serial: await textOf(join(usb, 'serial')), port: `usb ${port}` };
  const [, card, slot] = /^(.*\/(mmc\d+)\/mmc\d+:[0-9a-f]+)\//.exec(place) ?? [];
  return card === undefined ? UNKNOWN : { serial: await textOf(join(card, 'serial')), port: `${slot}` };
}

async function textOf(path: string): Promise<string> {
  try {
    const text = (await readFile(path, 'latin1'))
      .slice(0, MAX_TEXT)
      .replaceAll(/[^ -~]/g, '')
      .trim();
    return text === '' ? 'unknown' : text;
  } catch {
    // Many sticks have none.
    return 'unknown';
  }
}
