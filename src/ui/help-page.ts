import type { Failure, RunState } from '../core/run-state.ts';

/** Of what may be set, with a fault code behind it. */
const MAX_CHARACTERS = 96;
const ADDRESS = /^https:[!-~]*$/;

/** The address of the page that helps with a failure: what the stick says and the code. Nothing of this device is in it. */
export function helpPage({ helpUrl }: Pick<RunState, 'helpUrl'>, { code }: Failure): string | null {
  const address = `${helpUrl ?? ''}${code}`;
  return ADDRESS.test(address) && address.length <= MAX_CHARACTERS ? address : null;
}
