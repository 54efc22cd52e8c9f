import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SimulatedTree, simulatedTree } from '../simulated-tree.ts';

const RSD = join(import.meta.dirname, '../../../src/rsd/main.ts');
let shared: string;
let tree: SimulatedTree;
let folder: string;

beforeAll(async () => {
  shared = mkdtempSync(join(tmpdir(), 'rsd-'));
  tree = await simulatedTree(join(shared, 'tree'));
});
afterAll(() => rmSync(shared, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a process of its own, with nobody at a terminal. */
async function rsd(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), LANG: 'fr_FR.UTF-8', LC_ALL: '' };
  const child = spawn(process.execPath, [RSD, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
}

test('rsd create --image ends with 0, its result on standard output and the rest on standard error', async () => {
  const image = join(folder, 'stick.img');
  const ended = await rsd('create', '--from', tree.folder, '--hwid', 'NIMBUS', '--image', image);
  expect(ended).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\S+stick\.img: done, [^\n]+\n$/),
  });
  expect(ended.stderr).toContain('Release nimbus-1.10.0');
  expect(readdirSync(folder)).toEqual(['stick.img']);
});

test('rsd --quiet create says nothing but the result', async () => {
  const image = join(folder, 'stick.img');
  const ended = await rsd('--quiet', 'create', '--from', tree.folder, '--hwid', 'NIMBUS', '--image', image);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
});

test('rsd create takes a device file', async () => {
  const device = join(folder, 'nimbus.json');
  writeFileSync(device, JSON.stringify({ hwid: 'NIMBUS A2B', sku: 7, from: tree.folder }));
  const ended = await rsd('create', '--device', device, '--image', join(folder, 'stick.img'), '--json');
  expect(ended.status).toBe(0);
  expect(JSON.parse(ended.stdout)).toMatchObject({ release: { id: 'nimbus-1.10.0' } });
});

test.for([
  ['no device', [], '--to'],
  ['no place', ['--image', 'x.img'], '--from'],
] as const)(
  'rsd create with %s and nobody to ask ends with 10 and names the option',
  async ([, args, option]) => {
    const ended = await rsd('create', ...args);
    expect(ended).toMatchObject({ status: 10, stdout: '', stderr: expect.stringContaining('OPT-01') });
    expect(ended.stderr).toContain(option);
  },
);

test.for([
  ['an unknown option', ['create', '--what']],
  ['a SKU that is no number', ['create', '--sku', 'many']],
  ['a size that is none', ['create', '--image', 'x', '--size', '4X']],
  ['restore without a device', ['restore', 'x']],
] as const)('%s is wrong usage: 2', async ([, args]) => {
  expect((await rsd(...args)).status).toBe(2);
});

test('a netbook that nothing is for ends with 10, and no image is there', async () => {
  const image = join(folder, 'stick.img');
  const ended = await rsd('create', '--from', tree.folder, '--hwid', 'STRATUS', '--image', image);
  expect(ended).toMatchObject({ status: 10, stderr: expect.stringContaining('SRC-03') });
  expect(existsSync(image)).toBe(false);
});
