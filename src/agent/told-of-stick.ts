import { Fault } from '../core/faults.ts';

/** What a stick that goes away in the middle looks like: reads that fail, and files that are not there any more. */
const LOOKS_PULLED = /^(?:STK-01|STK-02|SRC-\d\d|MAN-\d\d|IMG-\d\d)$/;

/** A fault of the data on a stick that was pulled is told as that: data that cannot be read is not to blame. */
export function toldOfStick(fault: Fault, stick: 'there' | 'gone'): Fault {
  if (stick === 'there' || !LOOKS_PULLED.test(fault.code)) return fault;
  return new Fault('STK-03', fault.facts, { cause: fault });
}
