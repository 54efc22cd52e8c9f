import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const RUN = 'test/fixtures/runs/failed-untouched.jsonl';

function screens(...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['src/screens/main.ts', ...args], {
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

test('npm run screens prints the screens as text where there is no terminal', () => {
  const { stdout, stderr, status } = screens(RUN, '--language', 'de', '--size', '100x30', '--at', '11');
  expect(stdout).toMatch(/^--- event 11 at 0\.6 s: failed choose\n {2}Wiederherstellung\n {2}─{96}\n/);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test.for([
  ['a file that is not there', ['no\u001bfile'], 'no\\u{1b}file: ENOENT\n'],
  ['a language that is not there', [RUN, '--language', '../en'], 'There is no such language'],
] as const)('npm run screens refuses %s', ([, args, message]) => {
  const { stdout, stderr, status } = screens(...args);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
