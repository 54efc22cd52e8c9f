import { Argument, Command } from 'commander';
import { commandShape } from './command-shape.ts';
import { completionScript, SHELLS, type Shell } from './completion-script.ts';

/** `completion <shell>` of a program: prints the script that completes all of its commands. */
export function completionCommand(program: string, print: (text: string) => void): Command {
  const command = new Command('completion')
    .description('print the script that completes commands in a shell')
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .addHelpText('after', examples(program));
  return command.action((shell: Shell) =>
    print(completionScript(shell, commandShape(command.parent ?? command))),
  );
}

function examples(program: string): string {
  return `
Examples:
  source <(${program} completion bash)
  ${program} completion zsh > "\${fpath[1]}/_${program}"
  ${program} completion fish > ~/.config/fish/completions/${program}.fish`;
}
