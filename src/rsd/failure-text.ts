import { CommanderError } from 'commander';
import { printable } from '../catalog/printable.ts';
import { FAULTS } from '../core/fault-catalogue.ts';
import { type Fault, isFault, toFault } from '../core/faults.ts';
import { EXIT } from './exit.ts';
import { Failure } from './failure.ts';

interface FailureText {
  readonly status: number;
  /** For standard error; `''` when it has been said. */
  readonly text: string;
}

/** Why a command failed, for the person who ran it, and the exit status. @param signal what stops commands */
export function failureText(error: unknown, signal: AbortSignal): FailureText {
  // commander has written its own message.
  if (error instanceof CommanderError)
    return { status: error.exitCode === 0 ? EXIT.done : EXIT.usage, text: '' };
  const failure = error instanceof Failure ? error : new Failure('nothing-written', error);
  const fault = toFault(reasonOf(failure.cause, signal));
  if (isFault(fault, 'BUG-00')) return { status: EXIT.defect, text: defectText(fault) };
  const status = failure.left === 'unusable' ? EXIT.unusable : EXIT.untouched;
  return { status, text: faultText(fault) };
}

/** What Node throws when a signal stops it says nothing but that. */
function reasonOf(error: unknown, signal: AbortSignal): unknown {
  const isAbort = error instanceof Error && error.name === 'AbortError';
  return isAbort && signal.aborted ? signal.reason : error;
}

function defectText({ cause, message }: Fault): string {
  const details = cause instanceof Error ? (cause.stack ?? cause.message) : message;
  return `\nrsd: BUG-00: rsd has a defect\nPlease report it with what follows.\n${details}\n`;
}

function faultText(fault: Fault): string {
  const { cause, advice } = FAULTS[fault.code];
  const facts = Object.entries(fault.facts).map(([name, value]) => `  ${words(name)}: ${factText(value)}`);
  return `${['', `rsd: ${fault.message}`, ...facts, cause, `${advice}.`].join('\n')}\n`;
}

/** `diskBytes` as `disk bytes`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Facts may have the words of a server or a disk in them. Long ones are kept: paths and lists of keys are. */
function factText(value: Fault['facts'][string] | undefined): string {
  const all = typeof value === 'object' ? value : [String(value)];
  return all
    .map((text) => (text.match(/[^]{1,100}/gu) ?? []).map((part) => printable(part)).join(''))
    .join(', ');
}
