import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LINE_MEMORY_FILE, type LineMemory, lineMemory } from '../../src/agent/line-memory.ts';
import type { DeviceModel } from '../../src/core/device.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { deviceWith } from './device-with.ts';

const RELEASE = { digest: 'a1'.repeat(32) };

let stick: string;
let events: AgentEvent[];
let memory: LineMemory;

beforeEach(async () => {
  stick = await mkdtemp(join(tmpdir(), 'rsd-memory-'));
  events = [];
  memory = lineMemory(stick, (event) => events.push(event));
});
afterEach(() => rm(stick, { recursive: true }));

function device(serial: string): DeviceModel {
  return { ...deviceWith('off'), serial: { value: serial, from: 'test' } };
}

const file = (): string => join(stick, LINE_MEMORY_FILE);

test('lineMemory() knows a device that it remembers, with the same release only', async () => {
  expect(await memory.knows(device('NB1'), RELEASE)).toBe('new');
  await memory.remember(device('NB1'), RELEASE);
  await memory.remember(device('NB2'), RELEASE);
  expect(await memory.knows(device('NB1'), RELEASE)).toBe('done-before');
  expect(await memory.knows(device('NB1'), { digest: 'b2'.repeat(32) })).toBe('new');
  expect(await memory.knows(device('NB3'), RELEASE)).toBe('new');
  expect(await memory.knows({ ...device('NB1'), hwid: { value: 'CIRRUS', from: 'test' } }, RELEASE)).toBe(
    'new',
  );
  expect(events).toEqual([]);
});

test('lineMemory() never knows a device without a serial number', async () => {
  await memory.remember(deviceWith('off'), RELEASE);
  expect(await memory.knows(deviceWith('off'), RELEASE)).toBe('new');
});

test('lineMemory() writes no serial number, and each device once', async () => {
  await memory.remember(device('NB1'), RELEASE);
  await memory.remember(device('NB1'), RELEASE);
  expect(await readFile(file(), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('lineMemory() forgets the oldest device of ten thousand', async () => {
  await memory.remember(device('NB1'), RELEASE);
  await memory.remember(device('NB2'), RELEASE);
  const others = Array.from({ length: 9998 }, (_, at) => `${at}`.padStart(64, '0'));
  await writeFile(file(), `${await readFile(file(), 'utf8')}${others.join('\n')}\n`);
  await memory.remember(device('NB3'), RELEASE);
  expect(await memory.knows(device('NB1'), RELEASE)).toBe('new');
  expect(await memory.knows(device('NB2'), RELEASE)).toBe('done-before');
  expect(await memory.knows(device('NB3'), RELEASE)).toBe('done-before');
});

test('lineMemory() passes over what is no entry', async () => {
  await memory.remember(device('NB1'), RELEASE);
  await writeFile(file(), `\u0000\u001b[2J\n${await readFile(file(), 'utf8')}half an ent`);
  expect(await memory.knows(device('NB1'), RELEASE)).toBe('done-before');
});

test('lineMemory() recovers again, with a warning, when the list is longer than it may be', async () => {
  await writeFile(file(), 'x'.repeat(1 << 20));
  expect(await memory.knows(device('NB1'), RELEASE)).toBe('new');
  expect(events).toMatchObject([{ kind: 'warning', code: 'LIN-01' }]);
});

test('lineMemory() warns when it cannot write', async () => {
  await mkdir(join(stick, 'line-done.new'));
  await memory.remember(device('NB1'), RELEASE);
  expect(events).toMatchObject([{ kind: 'warning', code: 'LIN-01' }]);
});

test('lineMemory() neither reads nor writes through a link', async () => {
  const other = join(stick, 'other');
  await memory.remember(device('NB1'), RELEASE);
  await writeFile(other, await readFile(file()));
  await rm(file());
  await symlink(other, file());
  expect(await memory.knows(device('NB1'), RELEASE)).toBe('new');
  await memory.remember(device('NB2'), RELEASE);
  expect((await readFile(other, 'utf8')).length).toBe(65);
});
