import type { Emit } from '../core/events.ts';
import { Fault } from '../core/faults.ts';
import type { Clock, Speaker, Tone } from '../core/ports.ts';
import { delayTone } from './delay-tone.ts';
import { openBeeper } from './open-beeper.ts';

/** Whoever is at the keyboard, if anybody can be. */
export interface Person {
  readonly presence: 'attended' | 'unattended';
  /** The keys that were pressed since the last call. */
  pressedKeys(): readonly string[];
  /** A number from 0 up to, not including, `below`, that nobody can foresee. */
  randomBelow(below: number): number;
}

/** What the delay needs of the world. */
export interface DelayPorts {
  readonly person: Person;
  readonly clock: Clock;
  readonly speaker: Speaker;
  stickIsThere(): Promise<boolean>;
  readonly emit: Emit;
}

export const DELAY_MS: number = 5 * 60_000;
const TICK_MS = 200;
const ANSWER_MS = 10_000;
const SHORTEST_PAUSE_MS = 8_000;
const PAUSE_SPREAD_MS = 32_000;
/**
 * The letters that are printed on the same key of English, German, French and Turkish keyboards, less those that look
 * like a digit: recovery has the English layout on every device.
 */
const KEYS = 'bcdefghjknprstuvx';

interface Prompt {
  readonly key: string;
  readonly untilMs: number;
}

interface Delay {
  readonly startedMs: number;
  readonly nextPromptMs: number;
  readonly prompt: Prompt | undefined;
}

/**
 * Five minutes by the monotonic clock in which somebody must press the keys that the screen asks for, so that a device
 * is not quietly given another owner's system: it beeps all the time. A prompt that is missed, or answered with another
 * key, starts the five minutes again. Nothing shortens them, and pulling the stick out ends them. A device that cannot
 * beep is told of once.
 * @throws Fault DEV-01 when nobody can be there, STK-03 when the stick is out, or the signal's reason
 */
export async function developerDelay(ports: DelayPorts, signal: AbortSignal): Promise<void> {
  const { person, clock, speaker, emit } = ports;
  if (person.presence === 'unattended') throw new Fault('DEV-01', {});
  person.pressedKeys();
  await using beeper = openBeeper(speaker, emit);
  let delay = begun(person, clock.nowMs());
  while (clock.nowMs() - delay.startedMs < DELAY_MS || delay.prompt !== undefined) {
    tell(delay, clock.nowMs(), emit);
    await beeper.sound(toneAt(delay, clock.nowMs()));
    await clock.sleep(TICK_MS, signal);
    if (!(await ports.stickIsThere())) throw new Fault('STK-03', {});
    delay = after(delay, person, clock.nowMs());
  }
  emit({ kind: 'delay', phase: 'passed', leftMs: 0, totalMs: DELAY_MS });
}

function begun(person: Person, nowMs: number): Delay {
  return { startedMs: nowMs, nextPromptMs: nowMs + pauseMs(person), prompt: undefined };
}

function pauseMs(person: Person): number {
  return SHORTEST_PAUSE_MS + person.randomBelow(PAUSE_SPREAD_MS);
}

function after(delay: Delay, person: Person, nowMs: number): Delay {
  const keys = person.pressedKeys();
  const { prompt } = delay;
  if (prompt === undefined) {
    if (nowMs < delay.nextPromptMs) return delay;
    const key = KEYS.charAt(person.randomBelow(KEYS.length));
    return { ...delay, prompt: { key, untilMs: nowMs + ANSWER_MS } };
  }
  const [first] = keys;
  if (first === prompt.key && nowMs <= prompt.untilMs) {
    return { ...delay, prompt: undefined, nextPromptMs: nowMs + pauseMs(person) };
  }
  return first !== undefined || nowMs > prompt.untilMs ? begun(person, nowMs) : delay;
}

function toneAt({ startedMs, prompt }: Delay, nowMs: number): Tone {
  if (prompt === undefined) return delayTone(nowMs - startedMs, 'none');
  return delayTone(nowMs - (prompt.untilMs - ANSWER_MS), 'waits');
}

function tell({ startedMs, prompt }: Delay, nowMs: number, emit: Emit): void {
  const leftMs = Math.max(0, DELAY_MS - (nowMs - startedMs));
  const asked = prompt && { prompt: { key: prompt.key, leftMs: Math.max(0, prompt.untilMs - nowMs) } };
  emit({ kind: 'delay', phase: 'running', leftMs, totalMs: DELAY_MS, ...asked });
}
