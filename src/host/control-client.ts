import { connect, type Socket } from 'node:net';
import type { Command } from '../core/commands.ts';
import { Fault } from '../core/faults.ts';
import { WIRE_VERSION, type WireMessage } from '../core/wire.ts';
import { errnoOf } from './errno-of.ts';
import { linesOf } from './lines-of.ts';
import { socketAddress } from './socket-address.ts';

export interface ControlClient extends AsyncDisposable {
  /** The state, then every event; ends when the agent ends. */
  readonly messages: AsyncIterable<WireMessage>;
  send(command: Command): void;
}

const MAX_MESSAGE_CHARS = 1 << 20;
/** The agent was killed, or we have let go of the socket ourselves. */
const ENDS = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Attaches to a running agent. @throws Fault AGT-03 when there is none */
export async function controlClient(path: string): Promise<ControlClient> {
  const socket = await attached(path);
  return {
    messages: messagesFrom(socket),
    send: (command) => {
      if (socket.writable) socket.write(`${JSON.stringify(command)}\n`);
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await Promise.resolve();
    },
  };
}

async function attached(path: string): Promise<Socket> {
  try {
    const { address, folder } = await socketAddress(path);
    await using held = new AsyncDisposableStack();
    held.use(folder);
    return await new Promise<Socket>((resolve, reject) => {
      const socket = connect(address, () => resolve(socket));
      socket.once('error', reject);
    });
  } catch (error) {
    throw new Fault('AGT-03', { path, errno: errnoOf(error) }, { cause: error });
  }
}

async function* messagesFrom(socket: Socket): AsyncGenerator<WireMessage, void, undefined> {
  try {
    for await (const line of linesOf(socket, MAX_MESSAGE_CHARS)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the socket is readable and writable by us alone
      const message = JSON.parse(line) as WireMessage | { readonly v: 'another' };
      if (message.v === WIRE_VERSION) yield message;
    }
  } catch (error) {
    // For a screen that is the end of the messages, and it knows what to say of it.
    if (!ENDS.has(errnoOf(error))) throw error;
  }
}
