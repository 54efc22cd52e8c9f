import { Fault } from '../../src/core/faults.ts';

/** The fault that work ends with, as code and facts, or `'nothing thrown'`. Any other error goes through. */
export async function faultFrom(
  work: Promise<unknown>,
): Promise<Pick<Fault, 'code' | 'facts'> | 'nothing thrown'> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, facts: error.facts };
  }
  return 'nothing thrown';
}
