import type { FaultCode } from '../core/fault-catalogue.ts';
import type { Texts } from './make-texts.ts';

export interface FaultText {
  readonly title: string;
  readonly cause: string;
  readonly advice: string;
}

/** Everything that a screen says, in one language. */
export interface Wording {
  /** BCP 47, as in the name of its file in `locales/`. */
  readonly tag: string;
  readonly direction: 'left-to-right' | 'right-to-left';
  readonly texts: Texts;
  readonly faultText: (code: FaultCode) => FaultText;
}

/** The wording for a language tag: that of the language, of its base language, or English. Null is no language yet. */
export type WordingOf = (language: string | null) => Wording;
