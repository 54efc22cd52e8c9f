import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stickSource } from '../../src/host/stick-source.ts';

const { signal } = new AbortController();

test('readTop() reads a file beside the releases, and follows no link out of the tree', async () => {
  using stick = mkdtempDisposableSync(join(tmpdir(), 'rsd-'));
  mkdirSync(join(stick.path, 'recovery/folder'), { recursive: true });
  writeFileSync(join(stick.path, 'recovery/control.json'), 'control');
  writeFileSync(join(stick.path, 'rsd.toml'), 'settings');
  symlinkSync('../rsd.toml', join(stick.path, 'recovery/link.json'));
  const source = stickSource(stick.path);
  const top = async (file: string): Promise<string> => {
    const bytes = await source.readTop(file, 100, signal);
    return bytes === 'absent' ? 'absent' : Buffer.from(bytes).toString();
  };
  expect(await top('control.json')).toBe('control');
  for (const file of ['link.json', 'folder', '../rsd.toml', 'none', '.', '..'])
    expect(await top(file)).toBe('absent');
  await expect(source.readTop('control.json', 6, signal)).rejects.toMatchObject({ code: 'MAN-03' });
});

test('readTop() says that a stick is not there', async () => {
  await expect(stickSource('/nowhere/at/all').readTop('control.json', 6, signal)).rejects.toMatchObject({
    code: 'STK-01',
  });
});
