import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { agentLock } from '../../src/host/agent-lock.ts';
import { child, kill } from './child.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rsd-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const HOLDER = `
  import { agentLock } from '$(host/agent-lock.ts)';
  globalThis.held = await agentLock(process.argv[1]);
  setInterval(() => undefined, 1000);
  process.stdout.write('held');`;

test('agentLock() refuses a second agent until the first has ended', async () => {
  {
    await using _ = await agentLock(root);
    await expect(agentLock(root)).rejects.toMatchObject({ code: 'AGT-01', facts: { root } });
  }
  await using _ = await agentLock(root);
});

test('agentLock() refuses an agent while another process has it, and not after a kill -9', async () => {
  const holder = await child(HOLDER, root);
  await expect(agentLock(root)).rejects.toMatchObject({ code: 'AGT-01' });
  await kill(holder);
  await using _ = await agentLock(root);
});

test('agentLock() lets one of many have it', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => agentLock(root)));
  const got = asked.filter((answer) => answer.status === 'fulfilled');
  expect(got).toHaveLength(1);
  for (const { value } of got) await value[Symbol.asyncDispose]();
});

test('agentLock() knows a root by whatever name', async () => {
  mkdirSync(join(root, 'netbook'));
  symlinkSync('netbook', join(root, 'link'));
  await using _ = await agentLock(join(root, 'netbook'));
  await expect(agentLock(join(root, 'link'))).rejects.toMatchObject({ code: 'AGT-01' });
  await expect(agentLock(join(root, 'link/../netbook/.'))).rejects.toMatchObject({ code: 'AGT-01' });
});

test('agentLock() lets agents of different devices work at once', async () => {
  mkdirSync(join(root, 'one'));
  mkdirSync(join(root, 'two'));
  await using held = new AsyncDisposableStack();
  held.use(await agentLock(join(root, 'one')));
  held.use(await agentLock(join(root, 'two')));
  await expect(agentLock(join(root, 'two'))).rejects.toMatchObject({ code: 'AGT-01' });
});

test('agentLock() fails as stat does when there is no such root', async () => {
  await expect(agentLock(join(root, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('agentLock() is given back though someone is connected to it', async () => {
  const lock = await agentLock(root);
  const { dev, ino } = statSync(root);
  const socket = connect(`\0rsd-agent-${dev}-${ino}`).on('error', () => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  await expect(agentLock(root)).rejects.toMatchObject({ code: 'AGT-01' });
  await lock[Symbol.asyncDispose]();
  await using _ = await agentLock(root);
});
