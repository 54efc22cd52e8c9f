import { printable } from './printable.ts';

const PLAIN_KEY = /^[A-Za-z_]\w{0,63}$/;

/** The place of a value in a JSON document as a person would write it, e.g. `payloads[1].verity.salt`. */
export function fieldPath(steps: readonly PropertyKey[]): string {
  const path = steps.map((step) => (typeof step === 'number' ? `[${step}]` : key(String(step)))).join('');
  return path === '' ? 'manifest' : path.replace(/^\./, '');
}

function key(name: string): string {
  return PLAIN_KEY.test(name) ? `.${name}` : `["${printable(name)}"]`;
}
