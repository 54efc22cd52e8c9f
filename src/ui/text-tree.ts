import type { Amounts } from './amounts.ts';
import { wholeSeconds } from './whole-seconds.ts';

/** A text without parameters, in a tree of texts. */
export const TEXT = 'text';

/** A parameter of a text: what the code gives, and what the message of a language gets. */
export interface Parameter<Value> {
  /** What it is called in the messages, where that is not the name it has in the code. */
  readonly as?: string;
  shown(value: Value, amounts: Amounts): string | number;
}

export type Parameters = Readonly<Record<string, Parameter<never>>>;

/** A text with parameters, in a tree of texts. */
export class Says<P extends Parameters> {
  readonly parameters: P;

  constructor(parameters: P) {
    this.parameters = parameters;
  }
}

/** Texts by the parts of their keys: `stepNames.find` is the text `find` of the branch `stepNames`. */
export interface TextTree {
  readonly [name: string]: typeof TEXT | Says<Parameters> | TextTree;
}

export function says<P extends Parameters>(parameters: P): Says<P> {
  return new Says(parameters);
}

export const WORD: Parameter<string> = { shown: (word) => word };
export const NUMBER: Parameter<number> = { shown: (number) => number };
/** The name of a key that is a letter, as it is printed on it. */
export const LETTER: Parameter<string> = { shown: (key) => key.toUpperCase() };
export const TIME: Parameter<number> = { as: 'time', shown: (timeMs, { duration }) => duration(timeMs) };
export const ROUGH_TIME: Parameter<number> = {
  as: 'time',
  shown: (timeMs, { duration }) => duration(coarse(timeMs)),
};
export const CLOCK: Parameter<number> = { as: 'time', shown: clock };
export const SECONDS: Parameter<number> = { as: 'count', shown: wholeSeconds };
export const SIZE: Parameter<number> = { as: 'size', shown: (bytes, { size }) => size(bytes) };
export const DONE: Parameter<number> = { ...SIZE, as: 'done' };
export const TOTAL: Parameter<number> = { ...SIZE, as: 'total' };

/** Steps that get longer with the time, so that the number does not flicker. */
function coarse(timeMs: number): number {
  const stepMs = timeMs < 60_000 ? 5000 : 60_000;
  return Math.max(stepMs, Math.round(timeMs / stepMs) * stepMs);
}

function clock(timeMs: number): string {
  const whole = wholeSeconds(timeMs);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
