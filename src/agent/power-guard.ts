import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../core/faults.ts';
import type { PowerFacts } from '../core/power-facts.ts';
import type { PowerWant } from '../core/power-want.ts';
import { orAborted } from '../net/or-aborted.ts';
import { powerGate } from '../power/power-gate.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

type PowerPorts = Pick<RecoveryPorts, 'power' | 'powerRules' | 'powerDesk' | 'person' | 'clock' | 'emit'>;

const LOOK_EVERY_MS = 500;
/** Drivers tell of a charger that comes or goes at different times: for a moment they contradict each other. */
const UNKNOWN_FROM_MS = 3000;

/**
 * Keeps a run from what must not be interrupted while there is too little power for it. Whether to go on where nobody can
 * tell is asked once a run.
 */
export class PowerGuard {
  readonly #ports: PowerPorts;
  readonly #patience: 'of-a-person' | 'limited';
  #unknown: 'to-be-settled' | 'settled' = 'to-be-settled';

  /** With `limited` patience a person, too, is waited for no longer than the settings say: something else waits behind this. */
  constructor(ports: PowerPorts, patience: 'of-a-person' | 'limited' = 'of-a-person') {
    this.#ports = ports;
    this.#patience = patience;
  }

  /** Whether `enough` would return at once. */
  async look(neededPercent: number, signal: AbortSignal): Promise<'enough' | 'not-yet'> {
    return (await this.#wanted(neededPercent, signal)) === 'nothing' ? 'enough' : 'not-yet';
  }

  /**
   * Waits until there is enough power; for ever, if patience is not limited, while a person can see it and stop the run.
   * @throws Fault PWR-01, PWR-02 when nobody can, or the signal's reason
   */
  async enough(neededPercent: number, signal: AbortSignal): Promise<void> {
    const { clock, emit } = this.#ports;
    const beganMs = clock.nowMs();
    let knownMs = beganMs;
    let told: PowerWant | 'nothing' = 'nothing';
    for (;;) {
      const want = await this.#wanted(neededPercent, signal);
      if (want === 'nothing') break;
      const nowMs = clock.nowMs();
      if (want.why === 'too-little') knownMs = nowMs;
      if (want.why === 'too-little' || nowMs - knownMs >= UNKNOWN_FROM_MS) {
        if (this.#settles(want, told)) continue;
        if (nowMs - beganMs >= (want.waitMs ?? Infinity)) throw faultOf(want);
        this.#tell(want, told);
        told = want;
      }
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
    if (told !== 'nothing') emit({ kind: 'power-enough' });
  }

  async #wanted(neededPercent: number, signal: AbortSignal): Promise<PowerWant | 'nothing'> {
    const { power, powerRules, person } = this.#ports;
    // A battery that does not answer must not keep anybody from stopping the run.
    const facts = await orAborted(power.facts(), signal);
    const why = powerGate(facts, neededPercent);
    if (why === 'enough' || (why === 'unknown' && this.#unknown === 'settled')) return 'nothing';
    const isPatient = person.presence === 'attended' && this.#patience === 'of-a-person';
    const wait = isPatient ? {} : { waitMs: powerRules.waitMs };
    return { why, facts, neededPercent, ...wait };
  }

  /** Whether what nobody can tell is no reason to wait any more: by the settings, or as the person says. */
  #settles({ why, facts, neededPercent }: PowerWant, told: PowerWant | 'nothing'): boolean {
    const { powerRules, powerDesk, person, emit } = this.#ports;
    if (why !== 'unknown') return false;
    if (person.presence === 'attended') {
      if (whyOf(told) !== 'unknown' || powerDesk.answer === 'none') return false;
    } else {
      if (powerRules.unknown === 'refuse') return false;
      emit({ kind: 'warning', code: 'PWR-02', facts: unknownFacts(facts, neededPercent) });
    }
    this.#unknown = 'settled';
    return true;
  }

  #tell(want: PowerWant, told: PowerWant | 'nothing'): void {
    const { powerDesk, emit } = this.#ports;
    if (want.why !== whyOf(told)) powerDesk.forget();
    if (!isDeepStrictEqual(want, told)) emit({ kind: 'power-wanted', want });
  }
}

function whyOf(told: PowerWant | 'nothing'): PowerWant['why'] | 'nothing' {
  return told === 'nothing' ? told : told.why;
}

function faultOf({ why, facts, neededPercent }: PowerWant): Fault {
  const { battery } = facts;
  return why === 'unknown' || typeof battery === 'string'
    ? new Fault('PWR-02', unknownFacts(facts, neededPercent))
    : new Fault('PWR-01', { chargePercent: battery.chargePercent, neededPercent });
}

function unknownFacts({ charger, battery }: PowerFacts, neededPercent: number) {
  const said = typeof battery === 'string' ? battery : `${battery.chargePercent} %`;
  return { charger, battery: said, neededPercent };
}
