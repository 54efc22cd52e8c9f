/** Where the question whether there is enough power and the answer of a screen meet. */
export class PowerDesk {
  #answer: 'go-on' | 'none' = 'none';

  get answer(): 'go-on' | 'none' {
    return this.#answer;
  }

  goOn(): void {
    this.#answer = 'go-on';
  }

  /** What was answered before anybody asked is dropped. */
  forget(): void {
    this.#answer = 'none';
  }
}
