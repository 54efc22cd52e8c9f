import type { Command } from '../core/commands.ts';
import { isFault } from '../core/faults.ts';
import type { Clock } from '../core/ports.ts';
import type { WireMessage } from '../core/wire.ts';
import { type ControlClient, controlClient } from '../host/control-client.ts';

export interface AgentMessages {
  readonly messages: AsyncIterable<WireMessage>;
  send(command: Command): void;
}

const LOOK_EVERY_MS = 100;

/**
 * The messages of the agents that come and go on a device, as if they were one: waits for the first, and for the next when
 * one ends without having ended its run, as init starts another then.
 */
export function agentMessages(socket: string, clock: Clock, signal: AbortSignal): AgentMessages {
  let client: ControlClient | undefined;
  async function* messages(): AsyncGenerator<WireMessage, void, undefined> {
    for (;;) {
      await using attached = await firstClient(socket, clock, signal);
      client = attached;
      yield* attached.messages;
    }
  }
  return { messages: messages(), send: (command) => client?.send(command) };
}

async function firstClient(socket: string, clock: Clock, signal: AbortSignal): Promise<ControlClient> {
  for (;;) {
    try {
      return await controlClient(socket);
    } catch (error) {
      if (!isFault(error, 'AGT-03')) throw error;
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }
}
