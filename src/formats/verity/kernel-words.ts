import { Fault } from '../../core/faults.ts';

export interface KernelWord {
  /** With `_` for `-`, as the kernel compares names. */
  readonly name: string;
  /** Without the quotes around it; empty when there is none. */
  readonly value: string;
  /** `init` behind a lone `--`: the kernel hands those words on and does not act on them. */
  readonly for: 'kernel' | 'init';
}

const MAX_CHARACTERS = 4095;
const WORD = /(?:[^\s"]|"[^"]*")+/g;

/**
 * Splits a kernel command line as the kernel does: at white space, except between quotes; `"name=a b"` and
 * `name="a b"` are the same. Source: `next_arg()` in Linux lib/cmdline.c.
 * @throws Fault FMT-01, field `command_line`, for one that is too long, not printable ASCII, or has an odd quote.
 */
export function kernelWords(commandLine: string): KernelWord[] {
  if (commandLine.length > MAX_CHARACTERS) {
    throw broken(`it has ${commandLine.length} characters; it may have ${MAX_CHARACTERS}`);
  }
  if (!/^[\t\n\x20-\x7e]*$/.test(commandLine)) throw broken('it has characters that are not printable ASCII');
  if (commandLine.split('"').length % 2 === 0) throw broken('a quote is not closed');
  const words = [...commandLine.matchAll(WORD)].map(([word]) => word);
  const end = words.indexOf('--');
  return words.map((word, index) => asWord(word, end >= 0 && index >= end ? 'init' : 'kernel'));
}

function asWord(word: string, owner: KernelWord['for']): KernelWord {
  const bare = unquoted(word);
  const equals = bare.indexOf('=');
  const name = (equals < 0 ? bare : bare.slice(0, equals)).replaceAll('-', '_');
  return { name, value: equals < 0 ? '' : unquoted(bare.slice(equals + 1)), for: owner };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1).replace(/"$/, '') : text;
}

function broken(problem: string): Fault {
  return new Fault('FMT-01', { format: 'dm-verity', field: 'command_line', problem });
}
