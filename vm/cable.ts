import { NETWORK_CARD_ID } from './machine-arguments.ts';
import type { Qmp } from './qmp.ts';

/** The network cable of a running machine that has a network card. It is plugged in from the start. */
export class Cable {
  readonly #qmp: Qmp;

  constructor(qmp: Qmp) {
    this.#qmp = qmp;
  }

  async pull(): Promise<void> {
    await this.#qmp.execute('set_link', { name: NETWORK_CARD_ID, up: false });
  }

  async plugIn(): Promise<void> {
    await this.#qmp.execute('set_link', { name: NETWORK_CARD_ID, up: true });
  }
}
