import { setTimeout as wait } from 'node:timers/promises';
import type { Netbook } from '../../vm/netbook.ts';
import { RECOVERY_ENDS } from '../../vm/said.ts';
import { FLASH_LINE } from './flash-lines.ts';
import { poweredOn } from './powered-on.ts';

export interface Moment {
  /** Behind which of the lines that tell of the flash; 0 is the first. */
  readonly line: number;
  readonly delayMs: number;
}

const LIMIT_MS = 300_000;

/** Starts a recovery from the stick and cuts the power at a moment of the flash. */
export async function cutPower(netbook: Netbook, stick: string, { line, delayMs }: Moment): Promise<void> {
  await using machine = (await poweredOn(netbook, { stick, name: 'cut' })).machine;
  const patterns = { flash: FLASH_LINE, ...RECOVERY_ENDS };
  for (let lines = 0; lines <= line; lines += 1) {
    const { kind, text } = await machine.expect(patterns, LIMIT_MS);
    // Lines of a fast disk may be fewer.
    if (kind === 'complete') break;
    if (kind !== 'flash') throw machine.failure(`The recovery did not get there: ${text}`);
  }
  await wait(delayMs);
  await machine.kill();
}
