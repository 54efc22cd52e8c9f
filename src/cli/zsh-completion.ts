import type { CommandShape } from './command-shape.ts';
import { everyCommand } from './every-command.ts';
import { shellQuoted } from './shell-quoted.ts';

/** For zsh, with descriptions. It may be a file `_rsd` in `$fpath`, or be sourced behind `compinit`. */
export function zshCompletion(program: CommandShape): string {
  const commands = everyCommand(program);
  const name = `_${program.name}`;
  return `#compdef ${program.name}
# zsh completion of ${program.name}: ${program.name} completion zsh > "\${fpath[1]}/${name}"
${name}() {
  local at=${shellQuoted(program.path)} i
  local -a commands options choices
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
${commands.slice(1).map(step).join('\n')}
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${commands.flatMap(values).join('\n')}
  esac
  case "$at" in
${commands.map(lists).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  elif (( $#choices )); then
    compadd -a choices
  else
    _files
  fi
}
if [[ $funcstack[1] == ${name} ]]; then ${name} "$@"; else compdef ${name} ${program.name}; fi
`;
}

function step({ path }: CommandShape): string {
  return `      (${shellQuoted(path)}) at=${shellQuoted(path)} ;;`;
}

function values({ path, options }: CommandShape): string[] {
  return options.flatMap(({ names, value }) => {
    if (value === 'none') return [];
    const patterns = names.map((name) => shellQuoted(`${path} ${name}`)).join('|');
    const complete = value === 'any' ? '_files' : `compadd -- ${value.map(shellQuoted).join(' ')}`;
    return [`    (${patterns}) ${complete}; return ;;`];
  });
}

function lists({ path, commands, options, arguments: words }: CommandShape): string {
  const described = (name: string, description: string): string =>
    shellQuoted(`${name.replaceAll(':', '\\:')}:${description}`);
  const inner = commands.map(({ name, description }) => described(name, description));
  const flags = options.flatMap(({ names, description }) =>
    names.map((name) => described(name, description)),
  );
  const choices = words.flatMap(({ value }) => (value === 'any' ? [] : value.map(shellQuoted)));
  return `    (${shellQuoted(path)}) commands=(${inner.join(' ')}); options=(${flags.join(' ')}); choices=(${choices.join(' ')}) ;;`;
}
