import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Machine } from '../../vm/machine.ts';
import type { Netbook } from '../../vm/netbook.ts';
import { RECOVERY_ENDS } from '../../vm/said.ts';
import { tool } from '../tool.ts';
import { FLASH_LINE, FLASH_LINES } from './flash-lines.ts';
import { installSystem } from './install-system.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';

interface Moment {
  /** Behind which of the lines that tell of the flash; 0 is the first. */
  readonly line: number;
  readonly delayMs: number;
}

/** What a power cut in the middle of the flash has left. */
export interface PowerCut {
  readonly stretch: number;
  readonly moment: Moment;
  readonly netbook: Netbook;
  readonly stick: string;
}

/** Slow enough that the parts of the flash can be told apart. */
const BYTES_PER_SECOND = 24_000_000;
const LONGEST_DELAY_MS = 600;
const LIMIT_MS = 300_000;

/**
 * Recovers a netbook that has an older system from the stick, and cuts its power at a random moment in each of these
 * stretches: tenths of the flash, in rising order. One flash serves for all of them: the emulator is frozen wherever it
 * is, as by a kill, while its images are copied with what they hold then. At the end it is killed.
 */
export async function powerCuts(
  folder: string,
  stick: string,
  stretches: readonly number[],
): Promise<readonly PowerCut[]> {
  const netbook = await nimbus(folder, { bytesPerSecond: BYTES_PER_SECOND });
  await installSystem(inject('releases').older, netbook.hardware.disk.image);
  await using machine = (await poweredOn(netbook, { stick, name: 'cut' })).machine;
  const cuts: PowerCut[] = [];
  let linesSeen = 0;
  for (const stretch of stretches) {
    const moment = randomMoment(stretch);
    while (linesSeen <= moment.line && (await nextLine(machine)) === 'flash') linesSeen += 1;
    await wait(moment.delayMs);
    const left = await machine.frozen(() => copied(netbook, stick, join(folder, `cut-${stretch}`)));
    cuts.push({ stretch, moment, ...left });
  }
  await machine.kill();
  return cuts;
}

function randomMoment(stretch: number): Moment {
  const line = Math.floor((FLASH_LINES / 10) * (stretch + Math.random()));
  return { line, delayMs: Math.round(Math.random() * LONGEST_DELAY_MS) };
}

/** Lines of a fast disk may be fewer than there could be: behind the last the recovery is complete. */
async function nextLine(machine: Machine): Promise<'flash' | 'complete'> {
  const { kind, text } = await machine.expect({ flash: FLASH_LINE, ...RECOVERY_ENDS }, LIMIT_MS);
  if (kind === 'flash' || kind === 'complete') return kind;
  throw machine.failure(`The recovery did not get there: ${text}`);
}

/** The same netbook and stick once more, with a disk that is as fast as it can be. */
function copied(netbook: Netbook, stick: string, folder: string): Pick<PowerCut, 'netbook' | 'stick'> {
  mkdirSync(folder);
  const { hardware } = netbook;
  const copy = (from: string, name: string): string => {
    const to = join(folder, name);
    const { status, stderr } = tool('cp', '--sparse=always', from, to);
    if (status !== 0) throw new Error(stderr);
    return to;
  };
  const disk = {
    ...hardware.disk,
    image: copy(hardware.disk.image, 'disk.img'),
    bytesPerSecond: 'unlimited',
  } as const;
  return {
    netbook: { ...netbook, folder, hardware: { ...hardware, disk } },
    stick: copy(stick, 'stick.img'),
  };
}
