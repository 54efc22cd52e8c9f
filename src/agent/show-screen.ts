import type { Command } from '../core/commands.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../core/run-state.ts';
import type { ThemeName } from '../core/theme-name.ts';
import type { WireMessage } from '../core/wire.ts';
import { controlClient } from '../host/control-client.ts';
import { knownLanguages } from '../host/known-languages.ts';
import { readLocale } from '../host/read-locale.ts';
import { systemClock } from '../host/system-clock.ts';
import { runPlain } from '../ui/run-plain.ts';
import { runScreen } from '../ui/run-screen.ts';
import { wordings } from '../ui/wordings.ts';
import { type AgentMessages, agentMessages } from './agent-messages.ts';
import { devicePaths } from './device-paths.ts';

export interface ScreenOptions {
  readonly root: string;
  /** `serial`: lines when nobody is at the keyboard, otherwise a full screen. */
  readonly style: 'full' | 'plain' | 'serial';
  /** What the terminal can show. */
  readonly characters: 'unicode' | 'ascii';
  /** That of the run when absent. */
  readonly theme: ThemeName | undefined;
  readonly agent: 'must-run' | 'wait-for-one';
  /** Told when there is something to see. */
  readonly onShown: () => void;
}

/** Attaches a screen to the agent of the device below `root` and draws until the agent ends. @throws Fault AGT-03 */
export async function showScreen(options: ScreenOptions, signal: AbortSignal): Promise<RunState> {
  const { socket } = devicePaths(options.root);
  if (options.agent === 'wait-for-one')
    return await draw(options, agentMessages(socket, systemClock, signal), signal);
  await using client = await controlClient(socket);
  return await draw(options, client, signal);
}

async function draw(options: ScreenOptions, agent: AgentMessages, signal: AbortSignal): Promise<RunState> {
  const { style, characters, theme, onShown } = options;
  const { stdin: input, stdout: output } = process;
  const opening = await openingOf(agent.messages, style);
  onShown();
  const messages = after(opening);
  if (style === 'plain' || (style === 'serial' && opening.mode === 'unattended')) {
    const write = (line: string): void => void output.write(`${line}\n`);
    return await runPlain(messages, write, wordings(readLocale, characters, 'plain'));
  }
  const send = (command: Command): void => agent.send(command);
  const terminal = { input, output, characters, ...(theme === undefined ? {} : { theme }) };
  const languages = characters === 'ascii' ? [] : knownLanguages();
  const spoken = { wordingOf: wordings(readLocale, characters, 'full'), languages };
  return await runScreen(messages, send, terminal, spoken, signal);
}

interface Opening {
  readonly heard: readonly WireMessage[];
  readonly mode: RunState['mode'];
  readonly rest: AsyncIterator<WireMessage>;
}

/** Listens until it is known how the run is to be shown: whether anybody is there, the agent reads on the stick. */
async function openingOf(
  messages: AsyncIterable<WireMessage>,
  style: ScreenOptions['style'],
): Promise<Opening> {
  const rest = messages[Symbol.asyncIterator]();
  const heard: WireMessage[] = [];
  let state = FIRST_RUN_STATE;
  const known = (): boolean => style !== 'serial' || state.agent !== '';
  do {
    const { value, done } = await rest.next();
    if (done === true) break;
    heard.push(value);
    state = value.kind === 'state' ? value.state : reduceRun(state, value.event);
  } while (!known());
  return { heard, mode: state.mode, rest };
}

async function* after({ heard, rest }: Opening): AsyncGenerator<WireMessage, void, undefined> {
  yield* heard;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
