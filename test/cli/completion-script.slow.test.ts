import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { commandShape } from '../../src/cli/command-shape.ts';
import { completionCommand } from '../../src/cli/completion-command.ts';
import { completionScript, SHELLS } from '../../src/cli/completion-script.ts';
import { scratch } from '../rsd/scratch.ts';
import { testWith, tool } from '../tool.ts';

function sample(): Command {
  const program = new Command('rsd').option('--quiet', "say what's needed: no more");
  const keys = new Command('keys').description('keys');
  keys.command('new').description('make keys').option('-o, --out <folder>', 'where to');
  keys.command('show').description("show what's there");
  program.addCommand(keys);
  program
    .command('plan')
    .description('choose')
    .argument('[tree]', 'which')
    .addOption(new Option('--arch <name>', 'processor').choices(['x86_64', 'aarch64']));
  return program.addCommand(completionCommand('rsd', () => undefined));
}

/** What real bash offers for a line, of which the last word is the one that is typed. */
function bashOffers(script: string, folder: string, ...line: readonly string[]): string[] {
  const file = join(folder, 'rsd.bash');
  writeFileSync(file, script);
  const words = line.map((word) => `'${word}'`).join(' ');
  const run = `source ${file}; complete -p rsd >/dev/null || exit 9
    COMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _rsd; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const ran = tool('bash', '-c', run);
  if (ran.status !== 0 || ran.stderr !== '') throw new Error(`bash: ${ran.status} ${ran.stderr}`);
  return ran.stdout
    .split('\n')
    .filter((word) => word !== '')
    .toSorted();
}

testWith('bash').for([
  [
    ['rsd', ''],
    ['completion', 'help', 'keys', 'plan'],
  ],
  [['rsd', 'p'], ['plan']],
  [['rsd', '--q'], ['--quiet']],
  [
    ['rsd', 'keys', ''],
    ['help', 'new', 'show'],
  ],
  [['rsd', '--quiet', 'keys', 'n'], ['new']],
  [['rsd', 'keys', 'new', '--o'], ['--out']],
  [['rsd', 'keys', 'new', '-o', ''], []],
  [
    ['rsd', 'plan', '--arch', ''],
    ['aarch64', 'x86_64'],
  ],
  [['rsd', 'plan', '--arch', 'x'], ['x86_64']],
  [['rsd', 'plan', 'keys', 'new'], []],
  [
    ['rsd', 'completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
  [['rsd', 'help', 'pl'], ['plan']],
] as const)('bash offers for %j: %j', ([line, offers]) => {
  using made = scratch();
  const script = completionScript('bash', commandShape(sample()));
  expect(bashOffers(script, made.folder, ...line)).toEqual(offers);
});

testWith('zsh')('zsh takes its script', () => {
  const script = completionScript('zsh', commandShape(sample()));
  const ran = tool(
    'zsh',
    '-f',
    '-c',
    `autoload -Uz compinit; compinit -D -u; ${script}\n[[ -n $_comps[rsd] ]] && print there`,
  );
  expect({ out: ran.stdout, err: ran.stderr }).toEqual({ out: 'there\n', err: '' });
});

testWith('fish').for([
  ['rsd ', ['completion', 'help', 'keys', 'plan']],
  ['rsd keys ', ['help', 'new', 'show']],
  ['rsd plan --arch ', ['aarch64', 'x86_64']],
  ['rsd plan --a', ['--arch']],
] as const)('fish offers for "%s": %j', ([line, offers]) => {
  using made = scratch();
  const file = join(made.folder, 'rsd.fish');
  writeFileSync(file, completionScript('fish', commandShape(sample())));
  const ran = tool('fish', '--no-config', '-c', `source ${file}; complete -C '${line}'`);
  const words = ran.stdout
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => one.split('\t')[0]);
  expect(ran.stderr).toBe('');
  expect(words).toEqual(expect.arrayContaining([...offers]));
});

test('every shell has a script that names every option', () => {
  for (const shell of SHELLS) expect(completionScript(shell, commandShape(sample()))).toMatch(/-?-?quiet/);
});
