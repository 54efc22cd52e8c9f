import type { Command } from '../core/commands.ts';
import type { RunState } from '../core/run-state.ts';
import type { WireMessage } from '../core/wire.ts';
import { endingLines } from './ending-lines.ts';
import { openPainter, type Painter } from './paint.ts';
import { firstScreen, type Screen, type ScreenInput, screenAfter } from './screen-after.ts';
import { soon } from './soon.ts';
import type { SpokenLanguages } from './spoken-languages.ts';
import type { Terminal } from './terminal.ts';
import { view } from './view.ts';
import { visualOrder } from './visual-order.ts';
import type { WordingOf } from './wording.ts';

/**
 * Draws a run on a terminal until someone has read its end, or the agent or the terminal went away. The terminal is
 * given back as it was, with the end in words. Returns the last state: its `outcome` is `running` when the end is
 * not known.
 * @throws what `messages` throws
 */
export async function runScreen(
  messages: AsyncIterable<WireMessage>,
  send: (command: Command) => void,
  terminal: Terminal,
  spoken: SpokenLanguages,
  signal: AbortSignal,
): Promise<RunState> {
  const { wordingOf } = spoken;
  const screen = await shownUntilOver(messages, send, terminal, spoken, signal);
  const { state, local } = screen;
  const isKnown = state.outcome !== 'running' || local.agent === 'gone';
  if (isKnown && terminal.output.writable) {
    const wording = wordingOf(state.language);
    const shown = wording.direction === 'right-to-left' ? visualOrder : (text: string) => text;
    for (const line of endingLines(state, wording)) terminal.output.write(`${shown(line)}\r\n`);
  }
  return state;
}

async function shownUntilOver(
  messages: AsyncIterable<WireMessage>,
  send: (command: Command) => void,
  terminal: Terminal,
  { wordingOf, languages }: SpokenLanguages,
  signal: AbortSignal,
): Promise<Screen> {
  using undo = new DisposableStack();
  const over = Promise.withResolvers<void>();
  const { theme = null } = terminal;
  const first = firstScreen(languages);
  let screen: Screen = { ...first, local: { ...first.local, theme } };
  const take = (input: ScreenInput): void => {
    if (screen.over === 'yes') return;
    const step = screenAfter(screen, input);
    screen = step.screen;
    if (step.command !== 'none') send(step.command);
    if (screen.over === 'yes') over.resolve();
    picture.request();
  };
  const painter = undo.use(
    openPainter(terminal, {
      key: (key, typed) => take({ kind: 'key', key, typed }),
      resized: () => picture.request(),
      keysEnded: () => take({ kind: 'keys-ended' }),
      terminalLost: () => over.resolve(),
    }),
  );
  const picture = undo.use(
    soon(
      () => {
        screen = drawn(screen, painter, wordingOf);
      },
      () => painter.readiness(),
    ),
  );
  undo.adopt(
    setInterval(() => take({ kind: 'second-passed' }), 1000),
    clearInterval,
  );
  const stop = () => over.resolve();
  signal.addEventListener('abort', stop);
  undo.defer(() => signal.removeEventListener('abort', stop));
  if (signal.aborted) stop();
  follow(messages, take).catch(over.reject);
  await over.promise;
  drawn(screen, painter, wordingOf);
  return screen;
}

/** Goes on unheard when the screen is over first: whoever made `messages` ends them. */
async function follow(
  messages: AsyncIterable<WireMessage>,
  take: (input: ScreenInput) => void,
): Promise<void> {
  for await (const message of messages) take({ kind: 'message', message });
  take({ kind: 'messages-ended' });
}

function drawn(screen: Screen, painter: Painter, wordingOf: WordingOf): Screen {
  const frame = view(screen.state, painter.size(), screen.local, wordingOf(screen.state.language));
  painter.draw(frame, screen.local.theme ?? screen.state.theme);
  return screenAfter(screen, { kind: 'drawn', scroll: frame.scroll }).screen;
}
