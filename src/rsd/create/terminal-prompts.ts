import { stderr } from 'node:process';
import { type CANCEL_SYMBOL, confirm, isCancel, multiselect, select, text } from '@clack/prompts';
import { Fault } from '../../core/faults.ts';
import type { Option, Prompts } from './prompts.ts';

/** Asks a person at the terminal, on standard error: standard output is for results. */
export function terminalPrompts(signal: AbortSignal): Prompts {
  const common = { output: stderr, signal };
  return {
    text: async (message, placeholder) =>
      answered(
        await text({
          ...common,
          message,
          placeholder,
          validate: (typed) => (typed ? undefined : 'Please type it'),
        }),
        signal,
      ).trim(),
    one: async (message, options) =>
      answered(await select<string>({ ...common, message, options: plain(options) }), signal) as never,
    several: async (message, options) =>
      answered(
        await multiselect<string>({ ...common, message, options: plain(options), required: true }),
        signal,
      ) as never,
    confirm: async (message) =>
      answered(await confirm({ ...common, message, initialValue: false }), signal) ? 'yes' : 'no',
  };
}

function plain(options: readonly Option<string>[]): Option<string>[] {
  return options.map((option) => ({ ...option }));
}

function answered<Value>(answer: Value | typeof CANCEL_SYMBOL, signal: AbortSignal): Value {
  signal.throwIfAborted();
  if (isCancel(answer)) throw new Fault('MAK-07', { by: 'the person at the terminal' });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the only symbol is that of giving up
  return answer as Value;
}
