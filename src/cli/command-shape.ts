import type { Argument, Command, Option } from 'commander';

/** A command as shells and manuals need to know it. */
export interface CommandShape {
  /** With those above it: `rsd keys new`. */
  readonly path: string;
  readonly name: string;
  /** Its own options and arguments in words: `[options] <tree> <id...>`. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  readonly arguments: readonly ArgumentShape[];
  readonly commands: readonly CommandShape[];
  /** What its help says at the end. */
  readonly after: string;
}

export interface OptionShape {
  /** As help shows it: `-o, --to <tree>`. */
  readonly flags: string;
  /** `--to`, and `-o` if it has one. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: 'none' | 'any' | readonly string[];
}

interface ArgumentShape {
  readonly name: string;
  readonly description: string;
  readonly value: 'any' | readonly string[];
}

/** What commander knows of a command and those below it, hidden ones left out. */
export function commandShape(command: Command, above: readonly string[] = []): CommandShape {
  const help = command.createHelp();
  const path = [...above, command.name()];
  return {
    path: path.join(' '),
    name: command.name(),
    usage: command.usage(),
    description: help.commandDescription(command),
    options: help
      .visibleOptions(command)
      .map((option) => optionShape(option, help.optionDescription(option))),
    arguments: command.registeredArguments.map(argumentShape),
    commands: help.visibleCommands(command).map((inner) => {
      const shape = commandShape(inner, path);
      return inner.name() === 'help' ? { ...shape, arguments: helpArguments(command) } : shape;
    }),
    after: afterHelp(command),
  };
}

/** commander does not say what its own command takes. */
function helpArguments(command: Command): readonly ArgumentShape[] {
  const value = command.commands.map((inner) => inner.name());
  return [{ name: 'command', description: 'which command', value }];
}

function optionShape(
  { flags, short, long, required, optional, argChoices }: Option,
  description: string,
): OptionShape {
  const takes = required || optional;
  return {
    flags,
    names: [long, short].filter((name) => name !== undefined),
    description,
    value: takes ? (argChoices ?? 'any') : 'none',
  };
}

function argumentShape(argument: Argument): ArgumentShape {
  return { name: argument.name(), description: argument.description, value: argument.argChoices ?? 'any' };
}

/** What stands behind the help that commander makes: commander tells it to nobody but its output. */
function afterHelp(command: Command): string {
  const output = command.configureOutput();
  const texts: string[] = [];
  command.configureOutput({ ...output, writeOut: (text) => texts.push(text) });
  command.outputHelp();
  command.configureOutput(output);
  return texts.slice(1).join('').trim();
}
