import type { Netbook } from '../../vm/netbook.ts';
import { type PowerOn, type PowerOnOptions, powerOn } from '../../vm/power-on.ts';

const LIMIT_MS = 420_000;

/** Switches a netbook on that has to start something. */
export async function poweredOn(
  netbook: Netbook,
  options: Partial<PowerOnOptions>,
): Promise<Extract<PowerOn, { kind: 'on' }>> {
  const power = await powerOn(netbook, {
    name: 'recovery',
    firmware: 'vboot',
    limitMs: LIMIT_MS,
    ...options,
  });
  if (power.kind === 'nothing-boots') throw new Error(`Nothing boots: ${JSON.stringify(power)}`);
  return power;
}
