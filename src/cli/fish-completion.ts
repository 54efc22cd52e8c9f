import type { CommandShape, OptionShape } from './command-shape.ts';
import { everyCommand } from './every-command.ts';

/** For fish 3 and later, with descriptions. Where nothing else fits, fish completes files. */
export function fishCompletion(program: CommandShape): string {
  const commands = everyCommand(program);
  const at = `__${program.name.replaceAll(/\W/g, '_')}_at`;
  return `# fish completion of ${program.name}: ${program.name} completion fish | source
function ${at}
  set -l at ${quoted(program.path)}
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
${commands.slice(1).map(step).join('\n')}
    end
  end
  test "$at" = "$argv[1]"
end
${commands.flatMap((command) => lines(program.name, at, command)).join('\n')}
`;
}

function step({ path }: CommandShape): string {
  return `      case ${quoted(path)}\n        set at ${quoted(path)}`;
}

function lines(
  program: string,
  at: string,
  { path, commands, options, arguments: words }: CommandShape,
): string[] {
  const start = `complete -c ${program} -n ${quoted(`${at} ${quoted(path)}`)}`;
  const choices = words.flatMap(({ value }) => (value === 'any' ? [] : value));
  return [
    ...commands.map(({ name, description }) => `${start} -f -a ${quoted(name)} -d ${quoted(description)}`),
    ...(choices.length === 0 ? [] : [`${start} -f -a ${quoted(choices.join(' '))}`]),
    ...options.map((option) => `${start} ${flags(option)} -d ${quoted(option.description)}`),
  ];
}

function flags({ names, value }: OptionShape): string {
  const said = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  if (value === 'none') return said.join(' ');
  return [...said, ...(value === 'any' ? ['-r'] : ['-x', `-a ${quoted(value.join(' '))}`])].join(' ');
}

/** Text in single quotes, for fish. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
