import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/rsd/commands.ts';
import { rsdManPage } from '../../tools/rsd-man-page.ts';
import { testWith, tool } from '../tool.ts';

test('docs/rsd.1 is what the commands say (npm run docs)', () => {
  expect(readFileSync('docs/rsd.1', 'utf8')).toBe(rsdManPage());
});

test('docs/rsd.1 has every command', () => {
  const page = rsdManPage();
  const names = COMMANDS.map((make) =>
    make(() => {
      throw new TypeError('not run');
    }).name(),
  );
  expect(names.filter((name) => !page.includes(`.SS "${name.replaceAll('-', '\\-')} `))).toEqual([]);
});

testWith('mandoc')('docs/rsd.1 is good to mandoc', () => {
  const ran = tool('mandoc', '-Tlint', '-W', 'error', 'docs/rsd.1');
  expect({ status: ran.status, out: ran.stdout }).toEqual({ status: 0, out: '' });
});
