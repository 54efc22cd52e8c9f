import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { namesMatch } from '../../../src/net/server/host-names.ts';
import { readKnownHosts } from '../../../src/net/server/known-hosts.ts';
import { testWith, tool } from '../../tool.ts';
import { sshKeyPair } from './ssh-keys.ts';

const patterns = (wanted: readonly string[], unwanted: readonly string[] = []) =>
  ({ kind: 'patterns', wanted, unwanted }) as const;

test.for([
  ['host', 'host', true],
  ['host', 'HOST', true],
  ['host', 'hosts', false],
  ['host', '[host]:2222', false],
  ['[host]:2222', '[host]:2222', true],
  ['*', '[host]:2222', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['192.0.2.?', '192.0.2.7', true],
  ['192.0.2.?', '192.0.2.17', false],
  ['192.0.2.?', '192.0.2.', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['', '', true],
  ['**', '', true],
] as const)('namesMatch() says of the pattern "%s" and the name "%s": %s', ([pattern, name, matches]) => {
  expect(namesMatch(patterns([pattern]), name)).toBe(matches);
});

test('namesMatch() lets a negated pattern win, and does not take it for a wanted one', () => {
  expect(namesMatch(patterns(['*.example.com'], ['bad.example.com']), 'bad.example.com')).toBe(false);
  expect(namesMatch(patterns(['*.example.com'], ['bad.example.com']), 'good.example.com')).toBe(true);
  expect(namesMatch(patterns([], ['bad.example.com']), 'good.example.com')).toBe(false);
});

test('namesMatch() takes no time that matters for a pattern made to be slow', () => {
  expect(namesMatch(patterns([`${'*a'.repeat(2000)}b`]), 'a'.repeat(4000))).toBe(false);
});

let folder = '';
let publicLine = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  ({ publicLine } = sshKeyPair(folder, 'key', 'ed25519'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The numbers of the lines, from 1, that OpenSSH finds to be about the name. */
function opensshFinds(hosts: readonly string[], name: string): number[] {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, hosts.map((host) => `${host} ${publicLine}\n`).join(''));
  const { stdout } = tool('ssh-keygen', '-F', name, '-f', file);
  return [...stdout.matchAll(/found: line (\d+)/g)].map(([, line]) => Number(line));
}

testWith('ssh-keygen')('namesMatch() agrees with OpenSSH on patterns', () => {
  const part = fc.constantFrom('a', 'b', '.', '*', '?', 'A');
  const text = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
  const pattern = fc.tuple(fc.constantFrom('', '', '!'), text).map((both) => both.join(''));
  const hosts = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((list) => list.join(','));
  const name = fc.array(fc.constantFrom('a', 'b', '.'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(hosts, { minLength: 100, maxLength: 100 }), name, (lines, parts) => {
      const host = parts.join('');
      const known = readKnownHosts(lines.map((line) => `${line} ${publicLine}`).join('\n'));
      const found = known.flatMap(({ names }, index) => (namesMatch(names, host) ? [index + 1] : []));
      expect(found).toEqual(opensshFinds(lines, host));
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

testWith('ssh-keygen')('namesMatch() finds the hosts that OpenSSH has hashed, and no others', () => {
  const file = join(folder, 'hashed');
  writeFileSync(file, `recovery.example.com ${publicLine}\n[Recovery.example.com]:2222 ${publicLine}\n`);
  expect(tool('ssh-keygen', '-H', '-f', file).status).toBe(0);
  const lines = readKnownHosts(readFileSync(file, 'utf8'));
  const found = (name: string): boolean[] => lines.map(({ names }) => namesMatch(names, name));
  expect(lines.map(({ names }) => names.kind)).toEqual(['hashed', 'hashed']);
  expect(found('recovery.example.com')).toEqual([true, false]);
  expect(found('RECOVERY.example.com')).toEqual([true, false]);
  expect(found('[recovery.example.com]:2222')).toEqual([false, true]);
  expect(found('[recovery.example.com]:22')).toEqual([false, false]);
});
