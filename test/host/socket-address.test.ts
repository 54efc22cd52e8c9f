import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { socketAddress } from '../../src/host/socket-address.ts';
import { openHandles } from './open-handles.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('socketAddress() is short enough for the kernel however deep the folder is', async () => {
  const deep = join(folder, ...Array.from({ length: 20 }, () => 'x'.repeat(100)));
  mkdirSync(deep, { recursive: true });
  const { address, folder: held } = await socketAddress(join(deep, 'agent.sock'));
  await using open = held;
  expect(Buffer.byteLength(address)).toBeLessThanOrEqual(107);
  const server = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(address, resolve));
  const heard = await connect(address).setEncoding('utf8').toArray();
  expect([heard.join(''), open.fd]).toEqual(['hello', held.fd]);
  await new Promise((resolve) => server.close(resolve));
});

test('socketAddress() fails with ENOENT when there is no such folder', async () => {
  await expect(socketAddress(join(folder, 'none/agent.sock'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('socketAddress() holds the folder and nothing else', async () => {
  const { folder: held } = await socketAddress(join(folder, 'agent.sock'));
  expect(openHandles(folder)).toBe(1);
  await held.close();
  expect(openHandles(folder)).toBe(0);
});
