import { stderr } from 'node:process';
import { type CANCEL_SYMBOL, confirm, isCancel, multiselect, text } from '@clack/prompts';
import { Fault } from '../../core/faults.ts';
import type { Prompts } from './prompts.ts';

/** Asks a person at the terminal, on standard error: standard output is for results. */
export function terminalPrompts(signal: AbortSignal): Prompts {
  const common = { output: stderr, signal };
  const validate = (typed: string | undefined): string | undefined =>
    typed === undefined || typed.trim() === '' ? 'Please type it' : undefined;
  return {
    async text(message, placeholder) {
      return answered(await text({ ...common, message, placeholder, validate }), signal).trim();
    },
    async several(message, options) {
      const marked = await multiselect<string>({ ...common, message, options: [...options], required: true });
      return answered(marked, signal);
    },
    async confirm(message) {
      return answered(await confirm({ ...common, message, initialValue: false }), signal) ? 'yes' : 'no';
    },
  };
}

function answered<Value>(answer: Value | typeof CANCEL_SYMBOL, signal: AbortSignal): Value {
  signal.throwIfAborted();
  if (isCancel(answer)) throw new Fault('MAK-07', { by: 'the person at the terminal' });
  return answer;
}
