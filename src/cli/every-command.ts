import type { CommandShape } from './command-shape.ts';

/** A command and all those below it, each in front of those. */
export function everyCommand(shape: CommandShape): readonly CommandShape[] {
  return [shape, ...shape.commands.flatMap(everyCommand)];
}
