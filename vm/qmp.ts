import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import * as z from 'zod';

/** The commands that are used here, with their arguments. Source: QEMU, qapi/*.json. */
export interface QmpCommands {
  qmp_capabilities: Record<string, never>;
  quit: Record<string, never>;
  'query-vnc': Record<string, never>;
  stop: Record<string, never>;
  cont: Record<string, never>;
  system_reset: Record<string, never>;
  system_powerdown: Record<string, never>;
  device_add: { driver: string; id: string } & Record<string, string | number | boolean>;
  device_del: { id: string };
  'blockdev-add': {
    driver: 'raw';
    'node-name': string;
    file: { driver: 'file'; filename: string };
  };
  'blockdev-del': { 'node-name': string };
  /** Bytes and operations each second; 0 is no limit. */
  block_set_io_throttle: { id: string } & Record<'bps' | `${'bps' | 'iops'}_${'rd' | 'wr'}` | 'iops', number>;
  'chardev-send-break': { id: string };
  set_link: { name: string; up: boolean };
  screendump: { filename: string; format: 'ppm' };
  'send-key': { keys: readonly { type: 'qcode'; data: string }[] };
}

export interface QmpEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const ANSWER = z.looseObject({
  id: z.number().optional(),
  error: z.looseObject({ desc: z.string() }).optional(),
  return: z.unknown().optional(),
  event: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
type Answer = z.infer<typeof ANSWER>;

const LIMIT_MS = 20_000;

/** The control connection of a QEMU process. */
export class Qmp {
  /** Everything that QEMU reported so far. */
  readonly events: QmpEvent[] = [];
  readonly #wire: Duplex;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Set<(event: QmpEvent) => void>();
  readonly #lost = Promise.withResolvers<never>();
  #lastId = 0;

  constructor(wire: Duplex) {
    this.#wire = wire;
    const lose = (): void => this.#lost.reject(new Error('QEMU has ended'));
    // Nobody may be waiting when it happens.
    this.#lost.promise.catch(() => undefined);
    for (const end of ['end', 'error', 'close']) wire.on(end, lose);
    createInterface({ input: wire }).on('line', (line) => this.#take(ANSWER.parse(JSON.parse(line))));
  }

  /** Returns what QEMU answers. @throws what QEMU says against it, or that it said nothing in time */
  async execute<C extends keyof QmpCommands>(command: C, args: QmpCommands[C]): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#answers.set(id, resolve);
    this.#wire.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    const answer = await this.#inTime(promise, `an answer to ${command}`);
    if (answer.error) throw new Error(`QEMU refuses ${command}: ${answer.error.desc}`);
    return answer.return;
  }

  /** The next event for which `wanted` holds: call it before what causes the event. @throws when it does not come */
  async next(wanted: (event: QmpEvent) => boolean, what: string): Promise<QmpEvent> {
    const { promise, resolve } = Promise.withResolvers<QmpEvent>();
    const listener = (event: QmpEvent): void => {
      if (wanted(event)) resolve(event);
    };
    this.#listeners.add(listener);
    try {
      return await this.#inTime(promise, what);
    } finally {
      this.#listeners.delete(listener);
    }
  }

  #take(answer: Answer): void {
    const { id, event, data } = answer;
    if (event !== undefined) {
      const happened = { name: event, data: data ?? {} };
      this.events.push(happened);
      for (const listener of this.#listeners) listener(happened);
    } else if (id !== undefined) {
      this.#answers.get(id)?.(answer);
      this.#answers.delete(id);
    }
  }

  async #inTime<T>(work: Promise<T>, what: string): Promise<T> {
    const late = Promise.withResolvers<never>();
    const error = new Error(`QEMU did not give ${what} within ${LIMIT_MS / 1000} s`);
    const timer = setTimeout(() => late.reject(error), LIMIT_MS);
    try {
      return await Promise.race([work, late.promise, this.#lost.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
