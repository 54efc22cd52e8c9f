import type { Emit } from '../core/events.ts';

/** Where the choice of a language arrives. It belongs to the run, and not to the screen at which it was made. */
export class LanguageDesk {
  readonly #tags: ReadonlySet<string>;
  readonly #emit: Emit;
  #chosen: string | undefined;

  /** `tags` are the languages that there are. */
  constructor(tags: Iterable<string>, emit: Emit) {
    this.#tags = new Set(tags);
    this.#emit = emit;
  }

  /** What a person chose last, which counts for more than what the stick or the device says. */
  get chosen(): string | undefined {
    return this.#chosen;
  }

  /** A language that there is not is not obeyed. */
  choose(language: string): void {
    if (!this.#tags.has(language)) return;
    this.#chosen = language;
    this.#emit({ kind: 'language', language });
  }
}
