import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NetworkManagerTools } from '../../../src/core/network-manager-tools.ts';
import { networkManagerTools } from '../../../src/host/network-manager.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
const keyfiles = join(folder, 'run', 'system-connections');
// The type says that what the host has is what src/net asks for.
const tools: NetworkManagerTools = networkManagerTools({
  keyfileFolder: keyfiles,
  programs: `${folder}:/usr/bin:/bin`,
});
const { signal } = new AbortController();

/** A program of that name that the tools find first. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

beforeAll(() => {
  program('nmcli', 'echo "$LC_ALL $#: $*"; echo "é\\: said" >&2; exit "$1"');
});

afterAll(() => rmSync(folder, { recursive: true }));

test.for([0, 1, 4, 10])('networkManagerTools() gives what nmcli says and its status %i', async (status) => {
  expect(await tools.nmcli([String(status), 'a b', '$(x)'], signal)).toEqual({
    status,
    stdout: `C.UTF-8 3: ${status} a b $(x)\n`,
    stderr: 'é\\: said\n',
  });
});

test('networkManagerTools() has a fault for an nmcli that is not there, and for too much of it', async () => {
  const nowhere = networkManagerTools({ keyfileFolder: keyfiles, programs: join(folder, 'nowhere') });
  await expect(nowhere.nmcli(['0'], signal)).rejects.toMatchObject({
    code: 'NET-39',
    facts: { problem: 'nmcli did not work: ENOENT' },
  });
  program('nmcli', 'head -c 2000000 /dev/zero');
  await expect(tools.nmcli(['0'], signal)).rejects.toMatchObject({ code: 'NET-39' });
});

test('networkManagerTools() stops nmcli when it is asked to', async () => {
  program('nmcli', 'exec sleep 60');
  const stop = new AbortController();
  const running = tools.nmcli(['0'], stop.signal);
  stop.abort(new Error('stopped'));
  await expect(running).rejects.toThrow('stopped');
});

test('networkManagerTools() writes keyfiles for root alone, follows no link and overwrites nothing', async () => {
  const path = await tools.writeKeyfile('rsd-1.nmconnection', 'psk=correct horse\n');
  expect(path).toBe(join(keyfiles, 'rsd-1.nmconnection'));
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['psk=correct horse\n', 0o600]);
  expect(statSync(keyfiles).mode & 0o777).toBe(0o700);
  const again: unknown = await tools
    .writeKeyfile('rsd-1.nmconnection', 'psk=correct horse\n')
    .catch((one: unknown) => one);
  expect(again).toMatchObject({ code: 'NET-39' });
  expect(inspect(again, { depth: 9 })).not.toContain('correct horse');
  symlinkSync(join(folder, 'elsewhere'), join(keyfiles, 'rsd-2.nmconnection'));
  await expect(tools.writeKeyfile('rsd-2.nmconnection', 'x')).rejects.toMatchObject({ code: 'NET-39' });
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  await tools.removeKeyfile('rsd-1.nmconnection');
  await tools.removeKeyfile('rsd-1.nmconnection');
  expect(existsSync(path)).toBe(false);
});

test('networkManagerTools() hears the bus line by line until it lets go', async () => {
  program(
    'busctl',
    'echo "Monitoring bus message stream." >&2; for a in "$@"; do echo "$a"; done; exec sleep 60',
  );
  const lines: string[] = [];
  const ends: string[] = [];
  const monitor = await tools.monitorBus(
    ["a='1'", 'b'],
    (line) => lines.push(line),
    (problem) => ends.push(problem),
  );
  await expect
    .poll(() => lines)
    .toEqual(['--system', '--json=short', 'monitor', "--match=a='1'", '--match=b']);
  await monitor[Symbol.asyncDispose]();
  expect(ends).toEqual([]);
});

test.for([
  ['ends', 'sleep 0.2', 'busctl ended'],
  ['sends too long a line', 'sleep 0.2; head -c 2000000 /dev/zero', 'busctl was not understood: UNKNOWN'],
] as const)('networkManagerTools() tells when busctl %s', async ([, script, expected]) => {
  program('busctl', `echo "Monitoring bus message stream." >&2; ${script}`);
  const ends: string[] = [];
  await using held = new AsyncDisposableStack();
  const monitor = await tools.monitorBus(
    [],
    () => undefined,
    (problem) => ends.push(problem),
  );
  held.use(monitor);
  await expect.poll(() => ends).toEqual([expected]);
});

test('networkManagerTools() has a fault for a bus that cannot be heard', async () => {
  program('busctl', 'echo "Failed to connect to bus: No such file or directory" >&2; exit 1');
  const silent = [[], () => undefined, () => undefined] as const;
  await expect(tools.monitorBus(...silent)).rejects.toMatchObject({
    code: 'NET-39',
    facts: { problem: 'busctl ended: Failed to connect to bus: No such file or directory' },
  });
  const nowhere = networkManagerTools({ keyfileFolder: keyfiles, programs: join(folder, 'nowhere') });
  await expect(nowhere.monitorBus(...silent)).rejects.toMatchObject({ code: 'NET-39' });
});
