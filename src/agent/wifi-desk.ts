import type { Emit } from '../core/events.ts';
import type { WifiAnswer } from '../core/wifi-question.ts';
import type { AskForWifi } from '../net/link/link-desk.ts';
import { orAborted } from '../net/or-aborted.ts';
import { Secret } from '../net/secret.ts';
import { ssidOf } from '../net/settings/ssid.ts';

/** Where the question for a WiFi network and the answer of a screen meet. */
export class WifiDesk {
  /** There while somebody is asked, also while the list is made anew: what is answered meanwhile is not lost. */
  #answers: WifiAnswer[] | undefined;
  #arrived = Promise.withResolvers<void>();

  /** An answer that nobody asked for is dropped. */
  answer(answer: WifiAnswer): void {
    this.#answers?.push(answer);
    this.#arrived.resolve();
  }

  /** Asks until there is a network to join, or the person gives up. */
  askWith(emit: Emit): AskForWifi {
    return async (offer, signal) => {
      const { before } = offer;
      let heard = offer.networks;
      const why = before === 'none' ? null : { code: before.code, facts: before.facts };
      const answers: WifiAnswer[] = [];
      this.#answers = answers;
      try {
        for (;;) {
          emit({ kind: 'wifi-wanted', question: { networks: heard, before: why } });
          const answer = await this.#next(answers, signal);
          if (answer.kind === 'give-up') return 'give-up';
          if (answer.kind === 'rescan') heard = await offer.rescan();
          else return settingsOf(answer);
        }
      } finally {
        this.#answers = undefined;
        emit({ kind: 'wifi-answered' });
      }
    };
  }

  async #next(answers: WifiAnswer[], signal: AbortSignal): Promise<WifiAnswer> {
    for (;;) {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      this.#arrived = Promise.withResolvers();
      await orAborted(this.#arrived.promise, signal);
    }
  }
}

type Joined = Exclude<Awaited<ReturnType<AskForWifi>>, 'give-up'>;

function settingsOf({ ssid, visibility, passphrase }: Extract<WifiAnswer, { kind: 'join' }>): Joined {
  const name = ssidOf(Buffer.from(ssid, 'hex'));
  if (name === 'not-an-ssid') throw new TypeError('The control socket let through what is no SSID');
  return {
    ssid: name,
    hidden: visibility === 'hidden',
    passphrase: passphrase === '' ? 'none' : new Secret(passphrase),
    security: 'auto',
  };
}
