import { ENGLISH } from './english.ts';
import type { Texts } from './make-texts.ts';

/** What the screens say in English: for programs that read it, as those that watch a machine do. */
export const TEXTS: Texts = ENGLISH.texts;
