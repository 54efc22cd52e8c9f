import type { MakeCommand } from './program.ts';

/** The commands of `rsd`, in the order in which its help lists them. */
export const COMMANDS: readonly MakeCommand[] = [];
