import * as z from 'zod';
import type { AgentEvent, StampedEvent } from '../core/events.ts';
import { Fault } from '../core/faults.ts';
import { EVENT_SCHEMAS } from './event-schema.ts';

const MAX_EVENTS = 100_000;
const MAX_LINE_CHARS = 1 << 20;

/** A line of the agent's log, or of a file that has nothing but events. */
const STAMPED = z.object({
  seq: z.int().min(1),
  atMs: z.number().min(0),
  event: z.looseObject({ kind: z.string() }),
});
/** What else the agent writes into its log (pino): it is no event, and no screen shows it. */
const REMARK = z.object({ level: z.number(), msg: z.string(), event: z.never().optional() });

export interface RecordedEvents {
  /** In the order of the file. */
  readonly events: readonly StampedEvent[];
  /** The last line was not written to its end, as when the power fails, and is left out. */
  readonly lastLine: 'whole' | 'cut-off';
}

/**
 * Reads the events of a run: one JSON object a line, `{"seq", "atMs", "event"}`, as in `rsd-logs/run-0001.jsonl` of a stick.
 * @throws Fault FMT-01 with the line
 */
export function readEvents(text: string): RecordedEvents {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  if (lines.length > MAX_EVENTS) throw wrong(MAX_EVENTS + 1, `there are more than ${MAX_EVENTS} lines`);
  const events = lines.flatMap((line, at) => eventOf(line, at + 1));
  const last = isJson(rest) ? eventOf(rest, lines.length + 1) : [];
  if (events.length + last.length === 0) throw wrong(1, 'there is no event in this file');
  return { events: [...events, ...last], lastLine: rest === '' || isJson(rest) ? 'whole' : 'cut-off' };
}

function eventOf(line: string, number: number): readonly StampedEvent[] {
  if (line.length > MAX_LINE_CHARS) throw wrong(number, `it has more than ${MAX_LINE_CHARS} characters`);
  const value = jsonOf(line, number);
  if (REMARK.safeParse(value).success) return [];
  const stamped = checked(STAMPED.safeParse(value), '', number);
  const { seq, atMs } = stamped;
  const { kind } = stamped.event;
  if (!isKind(kind)) throw wrong(number, 'this kind of event is not known');
  const schema: z.ZodType<AgentEvent> = EVENT_SCHEMAS[kind];
  return [{ seq, atMs, event: checked(schema.safeParse(stamped.event), 'event.', number) }];
}

function isKind(kind: string): kind is AgentEvent['kind'] {
  return Object.hasOwn(EVENT_SCHEMAS, kind);
}

function checked<T>(result: z.ZodSafeParseResult<T>, within: string, number: number): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = within + (issue?.path.join('.') ?? '');
  throw wrong(number, `${field}: ${issue?.message ?? 'not understood'}`);
}

function jsonOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw wrong(number, 'it is not JSON');
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function wrong(line: number, problem: string): Fault {
  return new Fault('FMT-01', { format: 'events', field: `line ${line}`, problem });
}
