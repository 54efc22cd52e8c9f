import { Fault } from '../../core/faults.ts';

/** What to fail with where nobody can be asked: it names the option that would have answered. */
export function unanswered(option: string, what: string): Fault {
  return new Fault('OPT-01', {
    option,
    problem: `it is missing, and nobody is at a terminal to ask ${what}`,
  });
}
