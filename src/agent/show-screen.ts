import type { RunState } from '../core/run-state.ts';
import { controlClient } from '../host/control-client.ts';
import { runPlain } from '../ui/run-plain.ts';
import { runScreen } from '../ui/run-screen.ts';
import { devicePaths } from './device-paths.ts';

export interface ScreenOptions {
  readonly root: string;
  readonly style: 'full' | 'plain';
  /** What the terminal can show. */
  readonly characters: 'unicode' | 'ascii';
}

/** Attaches a screen to the agent of the device below `root` and draws until the agent ends. @throws Fault AGT-03 */
export async function showScreen(
  { root, style, characters }: ScreenOptions,
  signal: AbortSignal,
): Promise<RunState> {
  await using client = await controlClient(devicePaths(root).socket);
  if (style === 'plain') return await runPlain(client.messages, (line) => process.stdout.write(`${line}\n`));
  const { stdin: input, stdout: output } = process;
  return await runScreen(
    client.messages,
    (command) => client.send(command),
    { input, output, characters },
    signal,
  );
}
