import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FlashSpec, makeFlash } from './make-flash.ts';

/** Below the root of the netbook. The agent runs flashrom there, so a copy of a netbook has a chip of its own. */
const CHIP = 'flash.bin';
const SETTINGS = `# The chip that flashrom plays.
[firmware]
programmer = "dummy:emulate=W25Q128FV,image=${CHIP}"
`;

/** Gives a netbook a flash chip, and recovery software that knows how to reach it. */
export async function writeChip(netbook: string, spec: FlashSpec): Promise<void> {
  const software = join(netbook, 'usr/share/rsd');
  await mkdir(software, { recursive: true });
  await writeFile(join(software, 'device.toml'), SETTINGS);
  await writeFile(join(netbook, CHIP), makeFlash(spec));
}
