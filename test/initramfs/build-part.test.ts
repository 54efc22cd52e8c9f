import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildPart, type Part, type Workshop } from '../../initramfs/build-part.ts';

let folder: string;
let made: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  made = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function build(inputs: readonly string[], code = 'code'): Promise<Part> {
  const workshop: Workshop = { folder, log: () => {}, code };
  return buildPart(workshop, {
    name: 'part',
    inputs,
    make: async (work) => {
      made.push(inputs.join());
      await writeFile(join(work, 'result'), inputs.join());
    },
  });
}

test('buildPart() makes a part once for the same inputs', async () => {
  const first = await build(['a', 'b']);
  expect(await build(['a', 'b'])).toEqual(first);
  expect(made).toEqual(['a,b']);
  expect(readFileSync(join(first.folder, 'result'), 'utf8')).toBe('a,b');
});

test.for([
  ['an input changed', ['a', 'c'], 'code'],
  ['the inputs are divided in another place', ['ab', ''], 'code'],
  ['what makes it changed', ['a', 'b'], 'other code'],
] as const)('buildPart() makes a part anew when %s', async ([, inputs, code]) => {
  const { key } = await build(['a', 'b']);
  expect((await build(inputs, code)).key).not.toBe(key);
  expect(made).toHaveLength(2);
});

test('buildPart() keeps the part of before when making a new one fails, and tries again', async () => {
  const { folder: part } = await build(['a']);
  const failing = buildPart(
    { folder, log: () => {}, code: 'code' },
    {
      name: 'part',
      inputs: ['b'],
      make: async (work) => {
        await writeFile(join(work, 'result'), 'half');
        throw new Error('no room');
      },
    },
  );
  await expect(failing).rejects.toThrow('no room');
  expect(readFileSync(join(part, 'result'), 'utf8')).toBe('a');
  await build(['b']);
  expect(made).toEqual(['a', 'b']);
  expect(existsSync(`${part}.new`)).toBe(false);
});
