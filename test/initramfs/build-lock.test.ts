import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildLock } from '../../initramfs/build-lock.ts';
import { tool } from '../tool.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('buildLock() lets one in after the other', async () => {
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    await using held = new AsyncDisposableStack();
    held.use(await buildLock(join(folder, 'new')));
    order.push(`${name} in`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push(`${name} out`);
  };
  await Promise.all([work('a'), work('b')]);
  expect(order).toEqual(
    ['a in', 'a out', 'b in', 'b out'].map((step) => (order[0] === 'a in' ? step : swapped(step))),
  );
});

test('buildLock() passes by a builder that is not running any more', async () => {
  const { pid } = tool('true');
  writeFileSync(join(folder, '.building'), String(pid));
  const lock = await buildLock(folder);
  await lock[Symbol.asyncDispose]();
  expect(existsSync(join(folder, '.building'))).toBe(false);
});

function swapped(step: string): string {
  return step.replace(/^./, (name) => (name === 'a' ? 'b' : 'a'));
}
