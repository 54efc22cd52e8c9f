import { FIRST_RUN_STATE, type RunState, reduceRun } from '../core/run-state.ts';
import type { WireMessage } from '../core/wire.ts';
import { endingLines } from './ending-lines.ts';
import { holdLines } from './hold-lines.ts';
import { plainLines } from './plain-line.ts';
import { powerLines } from './power-lines.ts';
import { printableData } from './printable-data.ts';
import { runningStep } from './running-step.ts';
import { wifiLines } from './wifi-lines.ts';
import type { Wording, WordingOf } from './wording.ts';

/**
 * Writes a run as plain lines, without line ends, until the agent goes away. Returns the last state: its `outcome`
 * is `running` when the end is not known.
 * @throws what `messages` throws
 */
export async function runPlain(
  messages: AsyncIterable<WireMessage>,
  write: (line: string) => void,
  wordingOf: WordingOf,
): Promise<RunState> {
  let state = FIRST_RUN_STATE;
  for await (const message of messages) {
    if (message.kind === 'state') {
      state = message.state;
      for (const line of stateLines(state, wordingOf(state.language))) write(line);
    } else if (message.event.seq > state.seq) {
      const next = reduceRun(state, message.event);
      for (const line of plainLines(message.event, state, wordingOf(next.language))) write(line);
      state = next;
    }
  }
  if (state.outcome === 'running') {
    for (const line of endingLines(state, wordingOf(state.language))) write(line);
  }
  return state;
}

/** Where a run is that someone looks at in the middle. Nothing when it has not begun. */
function stateLines(state: RunState, wording: Wording): readonly string[] {
  if (state.outcome !== 'running') return endingLines(state, wording);
  const { texts } = wording;
  const running = runningStep(state);
  if (running === 'none') return [];
  const headline = texts.stepHeadlines[running.step.name];
  return [
    texts.plain.running,
    texts.plain.step({ number: running.number, count: running.count, headline }),
    texts.diskNow[state.disk],
    ...(state.wifi ? wifiLines(printableData(state.wifi), texts) : []),
    ...(state.hold ? holdLines(printableData(state.hold), texts) : []),
    ...(state.power ? powerLines(state.power, { ...state, power: null }, texts) : []),
  ];
}
