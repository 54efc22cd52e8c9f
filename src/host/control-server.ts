import { chmod, type FileHandle, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Command } from '../core/commands.ts';
import { Fault } from '../core/faults.ts';
import { parseCommand } from '../core/parse-command.ts';
import type { WireMessage } from '../core/wire.ts';
import { errnoOf } from './errno-of.ts';
import { linesOf } from './lines-of.ts';
import { socketAddress } from './socket-address.ts';

export interface ControlServer extends AsyncDisposable {
  /** Says it to every screen that is attached. */
  say(message: WireMessage): void;
}

/** A screen that has not read this much is hung, and is let go of: it may attach again. */
const MAX_UNREAD_BYTES = 1 << 20;
const MAX_COMMAND_CHARS = 4096;
const MAX_SCREENS = 16;

/**
 * Listens on the control socket, readable by its owner only. Every screen that attaches gets `first()` and then what
 * is said. Screens can ask, and can neither stop nor slow the agent.
 * @throws Fault AGT-04
 */
export async function controlServer(
  path: string,
  first: () => WireMessage,
  obey: (command: Command) => void,
): Promise<ControlServer> {
  const screens = new Set<Socket>();
  const server = createServer((socket) => attach(socket, screens, first, obey));
  server.maxConnections = MAX_SCREENS;
  const folder = await listen(server, path);
  return {
    say: (message) => screens.forEach((screen) => tell(screen, message)),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const screen of screens) screen.end();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
      for (const screen of screens) screen.destroy();
      await folder.close();
      await rm(path, { force: true });
    },
  };
}

async function listen(server: Server, path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
    const { address, folder } = await socketAddress(path);
    await using undo = new AsyncDisposableStack();
    undo.use(folder);
    await new Promise<void>((resolve, reject) => {
      // Heard for good: later it is a screen that could not be let in, which is no failure of the agent.
      server.on('error', reject);
      server.listen(address, resolve);
    });
    await chmod(path, 0o600);
    undo.move();
    return folder;
  } catch (error) {
    throw new Fault('AGT-04', { path, errno: errnoOf(error) }, { cause: error });
  }
}

function attach(
  socket: Socket,
  screens: Set<Socket>,
  first: () => WireMessage,
  obey: (command: Command) => void,
): void {
  // A screen that is killed resets its connection: that ends the screen, and is no failure of the agent.
  socket.on('error', () => socket.destroy());
  socket.on('close', () => screens.delete(socket));
  tell(socket, first());
  screens.add(socket);
  void obeyLines(socket, obey);
}

async function obeyLines(socket: Socket, obey: (command: Command) => void): Promise<void> {
  try {
    for await (const line of linesOf(socket, MAX_COMMAND_CHARS)) {
      const command = parseCommand(line);
      if (command !== 'no-command') obey(command);
    }
  } catch {
    // A screen that went away in the middle of a line, or sends endless ones, has no more to say.
    socket.destroy();
  }
}

function tell(screen: Socket, message: WireMessage): void {
  if (screen.writableLength > MAX_UNREAD_BYTES) screen.destroy();
  else if (screen.writable) screen.write(`${JSON.stringify(message)}\n`);
}
