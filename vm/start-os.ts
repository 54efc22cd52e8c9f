import type { Netbook } from './netbook.ts';
import { powerOn } from './power-on.ts';
import { OS_ENDS } from './said.ts';

const LIMIT_MS = 180_000;

/**
 * Starts a netbook from its internal disk, without a stick, until it is off again, and returns what the system said of
 * itself: `OS BOOTED <id> <version>`.
 * @throws when the firmware starts nothing, or the system is not whole
 */
export async function startOs(netbook: Netbook, name: string): Promise<string> {
  const power = await powerOn(netbook, { name, firmware: 'vboot', limitMs: LIMIT_MS });
  if (power.kind === 'nothing-boots') {
    const why = [
      ...power.problems,
      ...power.refused.map((kernel) => `partition ${kernel.partition}: ${kernel.why}`),
    ];
    throw new Error(
      `The firmware starts nothing from the internal disk: ${why.join('; ') || 'no kernel is left'}`,
    );
  }
  await using machine = power.machine;
  const seen = await machine.expect(OS_ENDS, LIMIT_MS);
  if (seen.kind === 'damaged') throw machine.failure(`The system is not whole: ${seen.text}`);
  await machine.expectEnd('guest-shutdown', LIMIT_MS);
  return OS_ENDS.booted.exec(seen.text)?.[0] ?? '';
}
