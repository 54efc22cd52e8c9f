import type { CommandShape } from './command-shape.ts';
import { everyCommand } from './every-command.ts';
import { shellQuoted } from './shell-quoted.ts';

/** For bash 4 and later. Where nothing else fits, bash completes files. */
export function bashCompletion(program: CommandShape): string {
  const commands = everyCommand(program);
  const name = `_${program.name.replaceAll(/\W/g, '_')}`;
  return `# bash completion of ${program.name}: source <(${program.name} completion bash)
${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at=${shellQuoted(program.path)} i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${commands.slice(1).map(step).join('\n')}
    esac
  done
  case "$at $prev" in
${commands.flatMap(values).join('\n')}
  esac
  local options='' words=''
  case "$at" in
${commands.map(words).join('\n')}
  esac
  if [[ $cur == -* ]]; then words=$options; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F ${name} ${program.name}
`;
}

function step({ path }: CommandShape): string {
  return `      ${shellQuoted(path)}) at=${shellQuoted(path)} ;;`;
}

function values({ path, options }: CommandShape): string[] {
  return options.flatMap(({ names, value }) => {
    if (value === 'none') return [];
    const patterns = names.map((name) => shellQuoted(`${path} ${name}`)).join(' | ');
    const choices =
      value === 'any' ? '' : `COMPREPLY=($(compgen -W ${shellQuoted(value.join(' '))} -- "$cur")); `;
    return [`    ${patterns}) ${choices}return ;;`];
  });
}

function words(command: CommandShape): string {
  const options = command.options.flatMap(({ names }) => names);
  const choices = command.arguments.flatMap(({ value }) => (value === 'any' ? [] : value));
  const inner = command.commands.map(({ name }) => name);
  return `    ${shellQuoted(command.path)}) options=${shellQuoted(options.join(' '))}; words=${shellQuoted([...inner, ...choices].join(' '))} ;;`;
}
