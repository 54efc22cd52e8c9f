import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { testWith, tool } from '../tool.ts';

testWith('dpkg-query')('setup-debian.sh names what is missing where it cannot install it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  for (const name of ['dpkg-query', 'grep', 'id'])
    symlinkSync(tool('which', name).stdout.trim(), join(folder, name));
  const { status, stderr } = spawnSync(
    '/bin/sh',
    ['tools/setup-debian.sh', 'dpkg', 'no-such-one', 'nor-this'],
    {
      env: { PATH: folder },
      encoding: 'utf8',
    },
  );
  expect(status).toBe(69);
  expect(stderr).toContain('apt-get install --no-install-recommends no-such-one nor-this\n');
  rmSync(folder, { recursive: true });
});

testWith('dpkg-query')('setup-debian.sh has nothing to say when nothing is missing', () => {
  expect(tool('sh', 'tools/setup-debian.sh', 'dpkg', 'coreutils')).toMatchObject({
    status: 0,
    stdout: '',
    stderr: '',
  });
});
