import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inventory } from '../../src/host/inventory.ts';

const NOTHING = {
  system: 'unknown',
  cpu: 'unknown',
  memory: 'unknown',
  battery: 'unknown',
  network: 'unknown',
  graphics: 'unknown',
};

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function worker(program: string): URL {
  const file = join(folder, 'worker.mjs');
  writeFileSync(file, program);
  return pathToFileURL(file);
}

const says = (...lines: unknown[]): string =>
  lines.map((line) => `process.stdout.write(${JSON.stringify(`${JSON.stringify(line)}\n`)});`).join('\n');

test('inventory() knows this machine', async () => {
  const found = await inventory(30_000);
  expect(found.memory).toEqual({ totalBytes: totalmem() });
  const macs = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ mac }) => mac);
  expect(JSON.stringify(found.network)).toEqual(
    expect.stringMatching(macs.map((mac) => `(?=.*${mac})`).join('')),
  );
});

test('inventory() keeps what was known when the time was over, and kills what the worker started', async () => {
  const beat = join(folder, 'beat');
  const hangs = `${says(['cpu', { cores: 2 }])}
    import { spawnSync } from 'node:child_process';
    spawnSync('sh', ['-c', 'while sleep 0.01; do date +%N >"$1"; done', 'sh', ${JSON.stringify(beat)}]);`;
  expect(await inventory(2500, worker(hangs))).toEqual({ ...NOTHING, cpu: { cores: 2 } });
  await setTimeout(100);
  const last = readFileSync(beat, 'utf8');
  await setTimeout(100);
  expect(readFileSync(beat, 'utf8')).toBe(last);
});

test('inventory() cleans and bounds the words of devices', async () => {
  const program = says([
    'system',
    { model: `Evil\x1b[2J ${'x'.repeat(300)}`, version: '', serial: '-', none: null, nested: { a: 1 } },
  ]).concat(says(['graphics', { controllers: Array.from({ length: 99 }, (_, at) => `GPU ${at}\n`) }]));
  const { system, graphics } = await inventory(30_000, worker(program));
  expect(system).toEqual({ model: `Evil?[2J ${'x'.repeat(191)}` });
  expect(graphics).toEqual({ controllers: Array.from({ length: 32 }, (_, at) => `GPU ${at}?`) });
});

test.for([
  ['fails', 'process.exit(3)'],
  ['is not a program', 'this is not JavaScript'],
  ['says what is not JSON', 'process.stdout.write(\'[\\n]\\nx\\n["cpu"\')'],
  ['says other things', says(['disk', { a: 1 }], 7, null, 'cpu', ['cpu'], ['cpu', 'fast'], ['memory', {}])],
] as const)('inventory() knows nothing when its worker %s', async ([, program]) => {
  expect(await inventory(30_000, worker(program))).toEqual(NOTHING);
});

test('inventory() knows nothing when its worker is not there', async () => {
  expect(await inventory(30_000, pathToFileURL(join(folder, 'none.mjs')))).toEqual(NOTHING);
});

test('inventory() stops a worker that talks without end', async () => {
  const program = `${says(['cpu', { cores: 2 }])} for (;;) if (!process.stdout.write('x'.repeat(65536)))
    await new Promise((resolve) => process.stdout.once('drain', resolve));`;
  const started = performance.now();
  expect(await inventory(30_000, worker(program))).toEqual({ ...NOTHING, cpu: { cores: 2 } });
  expect(performance.now() - started).toBeLessThan(15_000);
});

test('inventory() gives its worker none of the environment', async () => {
  const program = `process.stdout.write(JSON.stringify(['system', { names: Object.keys(process.env).sort() }]))`;
  expect((await inventory(30_000, worker(program))).system).toEqual({ names: ['LC_ALL', 'PATH'] });
});
