import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { machine, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFirmwareFacts } from '../../src/host/read-firmware-facts.ts';
import { FIRMWARE_PATHS } from '../../src/sku/firmware-facts.ts';
import { identify } from '../../src/sku/identify.ts';
import { MACHINES } from '../fixtures/chromebooks.ts';
import { testWith, tool } from '../tool.ts';

let folder = '';
let root = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  root = join(folder, 'machine');
  mkdirSync(root);
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const read = async (...paths: string[]) => await readFirmwareFacts(root, paths, 'x86_64');

test.for(Object.entries(MACHINES))(
  'readFirmwareFacts() reads what identify() needs of %s',
  async ([, dump]) => {
    for (const [path, bytes] of dump.files) put(path, bytes);
    const facts = await readFirmwareFacts(root, FIRMWARE_PATHS, dump.machine);
    expect(identify(facts)).toEqual(identify(dump));
    expect(facts.unreadable.size).toBe(0);
  },
);

test('readFirmwareFacts() gives the bytes as they are, under the path of a device', async () => {
  put('/sys/a', Uint8Array.of(0, 255, 10));
  put('/sys/empty', '');
  const { files } = await read('/sys/a', '/sys/empty');
  expect([...files]).toEqual([
    ['/sys/a', Uint8Array.of(0, 255, 10)],
    ['/sys/empty', new Uint8Array()],
  ]);
});

test('readFirmwareFacts() leaves out what does not exist, and does not call it unreadable', async () => {
  put('/sys/file', 'x');
  symlinkSync('nowhere', join(root, 'sys/dangling'));
  const { files, unreadable } = await read('/sys/none', '/proc/none', '/sys/file/below', '/sys/dangling');
  expect([files.size, unreadable.size]).toEqual([0, 0]);
});

test('readFirmwareFacts() finds nothing in a root that does not exist', async () => {
  const { files, unreadable } = await readFirmwareFacts(join(folder, 'none'), ['/sys/a'], 'x86_64');
  expect([files.size, unreadable.size]).toEqual([0, 0]);
});

test('readFirmwareFacts() reads 64 KiB and no byte more', async () => {
  put('/sys/full', new Uint8Array(1 << 16).fill(7));
  put('/sys/long', new Uint8Array((1 << 16) + 1));
  const { files, unreadable } = await read('/sys/full', '/sys/long');
  expect(files.get('/sys/full')).toEqual(new Uint8Array(1 << 16).fill(7));
  expect([...files.keys()]).toEqual(['/sys/full']);
  expect([...unreadable]).toEqual([['/sys/long', 'longer than 65536 bytes']]);
});

test('readFirmwareFacts() calls a folder unreadable', async () => {
  put('/sys/folder/file', 'x');
  expect([...(await read('/sys/folder')).unreadable]).toEqual([['/sys/folder', 'EISDIR']]);
});

test('readFirmwareFacts() calls a socket unreadable', async () => {
  const server = createServer().listen(join(root, 'socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  expect([...(await read('/socket')).unreadable]).toEqual([['/socket', 'ENXIO']]);
  await new Promise((resolve) => server.close(resolve));
});

testWith('mkfifo')('readFirmwareFacts() does not wait for the writer of a pipe', async () => {
  expect(tool('mkfifo', join(root, 'pipe')).status).toBe(0);
  expect([...(await read('/pipe')).unreadable]).toEqual([['/pipe', 'not a plain file']]);
});

test('readFirmwareFacts() calls a loop of symlinks unreadable', async () => {
  symlinkSync('loop', join(root, 'loop'));
  expect([...(await read('/loop')).unreadable]).toEqual([['/loop', 'ELOOP']]);
});

test('readFirmwareFacts() follows a symlink that stays in the root', async () => {
  put('/sys/firmware/devicetree/base/firmware/chromeos/hardware-id', 'FERN\0');
  mkdirSync(join(root, 'proc'));
  symlinkSync('../sys/firmware/devicetree/base', join(root, 'proc/device-tree'));
  const { files } = await read('/proc/device-tree/firmware/chromeos/hardware-id');
  expect([...files.keys()]).toEqual(['/proc/device-tree/firmware/chromeos/hardware-id']);
});

test.for(['absolute', 'relative'])(
  'readFirmwareFacts() does not follow a symlink out of the root: %s',
  async (kind) => {
    writeFileSync(join(folder, 'secret'), 'secret');
    mkdirSync(join(root, 'sys'));
    symlinkSync(kind === 'absolute' ? join(folder, 'secret') : '../../secret', join(root, 'sys/HWID'));
    const { files, unreadable } = await read('/sys/HWID');
    expect(files.size).toBe(0);
    expect([...unreadable]).toEqual([['/sys/HWID', 'leads out of the root folder']]);
  },
);

test('readFirmwareFacts() does not follow a linked folder out of the root', async () => {
  mkdirSync(join(folder, 'machine-2'));
  writeFileSync(join(folder, 'machine-2/HWID'), 'secret');
  symlinkSync(join(folder, 'machine-2'), join(root, 'sys'));
  const { unreadable } = await read('/sys/HWID', '/../machine-2/HWID');
  expect([...unreadable.values()]).toEqual(['leads out of the root folder', 'leads out of the root folder']);
});

test('readFirmwareFacts() reads below a root that is itself a symlink', async () => {
  put('/sys/a', 'x');
  symlinkSync(root, join(folder, 'link'));
  const { files } = await readFirmwareFacts(join(folder, 'link'), ['/sys/a'], 'x86_64');
  expect([...files.keys()]).toEqual(['/sys/a']);
});

test('readFirmwareFacts() reads files of a real kernel, whose sizes are not what they say', async () => {
  const { files, unreadable } = await readFirmwareFacts(
    '/',
    ['/proc/sys/kernel/ostype', '/proc/none'],
    machine(),
  );
  expect(files.get('/proc/sys/kernel/ostype')).toEqual(Uint8Array.from(Buffer.from('Linux\n')));
  expect(unreadable.size).toBe(0);
});

// These two refuse root as well.
test.for([
  ['/proc/self/mem', 'EIO'],
  ['/proc/sys/vm/drop_caches', 'EACCES'],
])('readFirmwareFacts() calls %s unreadable by its errno', async ([path = '', errno]) => {
  const { files, unreadable } = await readFirmwareFacts('/', [path], machine());
  expect(files.size).toBe(0);
  expect([...unreadable]).toEqual([[path, errno]]);
});
