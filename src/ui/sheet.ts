import type { Wording } from './wording.ts';

/** What the parts of a screen are written on: how wide it is, and the language. */
export interface Sheet {
  readonly columns: number;
  readonly wording: Wording;
}
