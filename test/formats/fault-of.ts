import { Fault } from '../../src/core/faults.ts';

/** The fault that `act` throws, as code and facts, or `'nothing thrown'`. Any other error goes through. */
export function faultOf(act: () => unknown): Pick<Fault, 'code' | 'facts'> | 'nothing thrown' {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, facts: error.facts };
  }
  return 'nothing thrown';
}
