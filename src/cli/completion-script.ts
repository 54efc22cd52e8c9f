import { bashCompletion } from './bash-completion.ts';
import type { CommandShape } from './command-shape.ts';
import { fishCompletion } from './fish-completion.ts';
import { zshCompletion } from './zsh-completion.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (program: CommandShape) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** The script that completes a program in a shell. It knows everything itself and starts nothing. */
export function completionScript(shell: Shell, program: CommandShape): string {
  return SCRIPTS[shell](program);
}
