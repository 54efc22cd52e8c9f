import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { testWith } from '../../tool.ts';
import { type SimulatedTree, simulatedTree } from '../simulated-tree.ts';

const RSD = join(import.meta.dirname, '../../../src/rsd/main.ts');
const withTerminal = testWith('script');
let folder: string;
let tree: SimulatedTree;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  tree = await simulatedTree(join(folder, 'tree'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `rsd create` on a real terminal, with a person who answers each question as soon as it is on the screen. */
async function asked(
  image: string,
  answers: readonly (readonly [question: string, keys: string])[],
): Promise<{ readonly status: number | null; readonly screen: string }> {
  const command = `stty cols 100 rows 40; exec "${process.execPath}" "${RSD}" create --image "${image}"`;
  const env = { ...process.env, XDG_CACHE_HOME: folder, TERM: 'xterm' };
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { env });
  const left = [...answers];
  let screen = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [next] = left;
    if (next === undefined || !screen.includes(next[0])) return;
    left.shift();
    terminal.stdin.write(next[1]);
  });
  await once(terminal, 'close');
  return { status: terminal.exitCode, screen };
}

withTerminal('rsd create asks a person where from and for which netbook', async () => {
  const image = join(folder, 'asked.img');
  const { status, screen } = await asked(image, [
    ['Where is the recovery data?', `${tree.folder}\r`],
    ['Which netbook is it for?', 'NIMBUS A2B\r'],
  ]);
  expect(screen).toContain('asked.img: ');
  expect([status, existsSync(image)]).toEqual([0, true]);
});

withTerminal('Ctrl-C at a question ends it with 10, and nothing is written', async () => {
  const image = join(folder, 'stopped.img');
  const { status, screen } = await asked(image, [['Where is the recovery data?', '\u0003']]);
  expect(screen).toContain('MAK-07');
  expect([status, existsSync(image)]).toEqual([10, false]);
});
