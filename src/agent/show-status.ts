import { FIRST_RUN_STATE, type RunState, reduceRun } from '../core/run-state.ts';
import type { WireMessage } from '../core/wire.ts';
import { controlClient } from '../host/control-client.ts';
import { readLocale } from '../host/read-locale.ts';
import { runPlain } from '../ui/run-plain.ts';
import { wordings } from '../ui/wordings.ts';
import { devicePaths } from './device-paths.ts';

export interface StatusOptions {
  readonly root: string;
  readonly until: 'now' | 'end';
  readonly format: 'json' | 'words';
  readonly characters: 'unicode' | 'ascii';
}

/**
 * Prints the state of a running recovery, and with `until: 'end'` its events as they come. As JSON it is the messages of
 * the control socket, one a line.
 * @throws Fault AGT-03 when no agent is running
 */
export async function showStatus(
  { root, until, format, characters }: StatusOptions,
  write: (line: string) => void,
): Promise<RunState> {
  await using client = await controlClient(devicePaths(root).socket);
  const messages = until === 'now' ? firstOf(client.messages) : client.messages;
  if (format === 'json') return await printJson(messages, write);
  return await runPlain(messages, write, wordings(readLocale, characters, 'plain'));
}

async function* firstOf(messages: AsyncIterable<WireMessage>): AsyncGenerator<WireMessage, void, undefined> {
  for await (const message of messages) {
    yield message;
    return;
  }
}

async function printJson(
  messages: AsyncIterable<WireMessage>,
  write: (line: string) => void,
): Promise<RunState> {
  let state = FIRST_RUN_STATE;
  for await (const message of messages) {
    write(JSON.stringify(message));
    state = message.kind === 'state' ? message.state : reduceRun(state, message.event);
  }
  return state;
}
