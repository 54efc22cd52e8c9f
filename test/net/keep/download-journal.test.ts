import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_JOURNAL_BYTES, readDownloadJournal } from '../../../src/net/keep/download-journal.ts';
import type { ReleaseFiles } from '../../../src/net/keep/keep-download.ts';

const DIGEST = 'ab'.repeat(32);
const RELEASE: ReleaseFiles = {
  id: 'r',
  digest: DIGEST,
  files: [
    { file: 'kernel.bin', bytes: 100, sha256: '' },
    { file: 'rootfs.img', bytes: 5000, sha256: '' },
  ],
};
const GOOD = { format: 1, digest: DIGEST, files: { 'kernel.bin': [], 'rootfs.img': [[0, 5]] } };
const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const withRootfs = (list: unknown): unknown => ({ ...GOOD, files: { ...GOOD.files, 'rootfs.img': list } });

test('readDownloadJournal() reads what could be true of the release', () => {
  const journal = withRootfs([
    [0, 1],
    [2, 4096],
    [4999, 5000],
  ]);
  expect(readDownloadJournal(bytesOf(journal), RELEASE)).toEqual(journal);
});

test.for([
  ['no JSON', Buffer.from('{"format":1')],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['nothing', new Uint8Array()],
  ['zeros', new Uint8Array(4096)],
  ['very deep', Buffer.from('['.repeat(100_000))],
  ['too long', Buffer.from(`${JSON.stringify(GOOD)}${' '.repeat(MAX_JOURNAL_BYTES)}`)],
  ['null', bytesOf(null)],
  ['another format', bytesOf({ ...GOOD, format: 2 })],
  ['another digest', bytesOf({ ...GOOD, digest: 'cd'.repeat(32) })],
  ['an unknown field', bytesOf({ ...GOOD, more: 1 })],
  ['a file that is not in the release', bytesOf({ ...GOOD, files: { ...GOOD.files, '../x': [] } })],
  ['no word about a file', bytesOf({ ...GOOD, files: { 'kernel.bin': [] } })],
  ['an extent that is empty', bytesOf(withRootfs([[5, 5]]))],
  ['an extent that is upside down', bytesOf(withRootfs([[6, 5]]))],
  ['an extent below 0', bytesOf(withRootfs([[-1, 5]]))],
  ['an extent behind the end', bytesOf(withRootfs([[0, 5001]]))],
  ['an extent of 2^53', bytesOf(withRootfs([[0, 2 ** 53]]))],
  ['half a byte', bytesOf(withRootfs([[0, 1.5]]))],
  ['three numbers', bytesOf(withRootfs([[0, 1, 2]]))],
  ['one number', bytesOf(withRootfs([[1]]))],
  ['texts', bytesOf(withRootfs([['0', '1']]))],
  [
    'extents that overlap',
    bytesOf(
      withRootfs([
        [0, 6],
        [5, 9],
      ]),
    ),
  ],
  [
    'extents that touch',
    bytesOf(
      withRootfs([
        [0, 5],
        [5, 9],
      ]),
    ),
  ],
  [
    'extents that are out of order',
    bytesOf(
      withRootfs([
        [7, 9],
        [0, 5],
      ]),
    ),
  ],
  ['too many extents', bytesOf(withRootfs(Array.from({ length: 257 }, (_, at) => [at * 2, at * 2 + 1])))],
] as const)('readDownloadJournal() has no use for %s', ([, bytes]) => {
  expect(readDownloadJournal(bytes, RELEASE)).toBe('useless');
});

test('readDownloadJournal() never throws, whatever a stick has in its place', () => {
  const good = bytesOf(GOOD);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
      const journal = readDownloadJournal(good.with(at, byte), RELEASE);
      if (journal === 'useless') return;
      expect(Object.keys(journal.files)).toEqual(['kernel.bin', 'rootfs.img']);
    }),
  );
  fc.assert(fc.property(fc.json(), (text) => readDownloadJournal(Buffer.from(text), RELEASE) === 'useless'));
});
