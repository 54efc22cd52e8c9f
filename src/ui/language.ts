/** A language that the screens speak. */
export interface Language {
  /** BCP 47, as in the name of its file in `locales/`. */
  readonly tag: string;
  /** In the language itself, in the order in which it is read. */
  readonly name: string;
}
