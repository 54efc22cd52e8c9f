import type { WifiAnswer } from './wifi-question.ts';

/** What a screen may ask of the agent. Nothing here shortens a delay or skips a check. */
export type Command =
  /** A key that the person pressed, by its name on an English keyboard: the answer to a prompt. */
  | { readonly kind: 'key'; readonly key: string }
  /** Stop as soon as it is safe. */
  | { readonly kind: 'cancel' }
  /** The person has read the last screen. */
  | { readonly kind: 'acknowledge' }
  /** The language of the run: a tag that the screen was offered. */
  | { readonly kind: 'language'; readonly language: string }
  /** Nobody can tell whether there is enough power, and the person says that there is. */
  | { readonly kind: 'power'; readonly answer: 'go-on' }
  | { readonly kind: 'wifi'; readonly answer: WifiAnswer };
