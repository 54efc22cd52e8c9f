import type { Person } from '../../src/agent/developer-delay.ts';
import type { AgentEvent } from '../../src/core/events.ts';

/** Somebody at the keyboard, who sees the events and does as `types` says: it returns the keys that are pressed now. */
export class Typist implements Person {
  readonly presence = 'attended';
  readonly randomBelow: (below: number) => number;
  readonly #types: (event: DelayEvent) => readonly string[];
  #pressed: string[] = [];

  constructor(
    types: (event: DelayEvent) => readonly string[],
    randomBelow: (below: number) => number = () => 0,
  ) {
    this.#types = types;
    this.randomBelow = randomBelow;
  }

  press(...keys: readonly string[]): void {
    this.#pressed.push(...keys);
  }

  /** Is given every event of the run. */
  see(event: AgentEvent): void {
    if (event.kind === 'delay') this.press(...this.#types(event));
  }

  pressedKeys(): readonly string[] {
    const pressed = this.#pressed;
    this.#pressed = [];
    return pressed;
  }
}

export type DelayEvent = Extract<AgentEvent, { kind: 'delay' }>;

/** Presses the key that is asked for as soon as it is asked for. */
export function attentive({ prompt }: DelayEvent): readonly string[] {
  return prompt === undefined ? [] : [prompt.key];
}
