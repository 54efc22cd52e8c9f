import { expect, test } from 'vitest';
import { remoteFile } from '../../../src/net/server/remote-file.ts';

const FILE = { mode: 0o100_644, size: 5, mtime: 7 };

test('remoteFile() reads the kind, the size and the time of change', () => {
  expect(remoteFile(FILE)).toEqual({ kind: 'file', sizeBytes: 5, modifiedSeconds: 7 });
});

test.for([
  ['a folder', 0o040_755, 'folder'],
  ['a link', 0o120_777, 'link'],
  ['a pipe', 0o010_644, 'other'],
  ['a device', 0o060_644, 'other'],
  ['a socket', 0o140_755, 'other'],
  ['bits that are no type', 0o644, 'other'],
] as const)('remoteFile() knows %s', ([, mode, kind]) => {
  expect(remoteFile({ mode })).toMatchObject({ kind });
});

test.for([
  ['nothing', undefined],
  ['no mode', { size: 5, mtime: 7 }],
  ['no size', { mode: FILE.mode, mtime: 7 }],
  ['no time', { mode: FILE.mode, size: 5 }],
  ['a size of 2^53', { ...FILE, size: 2 ** 53 }],
  ['a size of 2^64', { ...FILE, size: 2 ** 64 }],
] as const)('remoteFile() calls a file with %s malformed', ([, attributes]) => {
  expect(remoteFile(attributes)).toBe('malformed');
});
