import { commandShape } from '../src/cli/command-shape.ts';
import { manPage } from '../src/cli/man-page.ts';
import { COMMANDS } from '../src/rsd/commands.ts';
import { MAN_WORDS } from '../src/rsd/man-words.ts';
import { program } from '../src/rsd/program.ts';

/** `docs/rsd.1`, from the commands. */
export function rsdManPage(): string {
  const rsd = program(MAN_WORDS.version, COMMANDS, () => {
    throw new TypeError('No command runs while its manual is written');
  });
  return manPage(commandShape(rsd), MAN_WORDS);
}
