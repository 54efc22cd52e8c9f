import { type Fault, toFault } from '../../core/faults.ts';
import { LINK_FAULTS } from './link-faults.ts';

/** The error as a fault of one link, after which another may work. @throws the error when it is anything else */
export function linkFaultOf(error: unknown): Fault {
  const fault = toFault(error);
  if (LINK_FAULTS.includes(fault.code)) return fault;
  throw error;
}
