import type { FaultCode } from './fault-catalogue.ts';

/** Areas of the `rsd` command, which speaks English on somebody's own computer. */
const OF_RSD = /^(?:MAK|IMP|KEY|PUB|OPT)-/;

/** Whether a fault may come to the screen of a device, where it is told in every language. */
export function shownOnDevice(code: FaultCode): 'yes' | 'no' {
  return OF_RSD.test(code) ? 'no' : 'yes';
}
