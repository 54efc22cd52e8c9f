/** The keys that screens have sent and nobody has asked for yet. */
export class Keyboard {
  static readonly #MAX_WAITING = 64;
  #pressed: string[] = [];
  #acknowledged = Promise.withResolvers<void>();

  press(key: string): void {
    if (this.#pressed.length < Keyboard.#MAX_WAITING) this.#pressed.push(key);
  }

  pressedKeys(): readonly string[] {
    const pressed = this.#pressed;
    this.#pressed = [];
    return pressed;
  }

  /** What was pressed for one run says nothing about the next. */
  forget(): void {
    this.#pressed = [];
    this.#acknowledged = Promise.withResolvers<void>();
  }

  acknowledge(): void {
    this.#acknowledged.resolve();
  }

  /** Resolves when the person has said that they have read the last screen. */
  get acknowledged(): Promise<void> {
    return this.#acknowledged.promise;
  }
}
