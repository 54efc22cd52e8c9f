import { expect, test } from 'vitest';
import { releaseIndex } from '../../../src/net/server/release-index.ts';

const index = (text: string): readonly string[] | 'useless' => releaseIndex(Buffer.from(text));
const ids = (count: number): string[] => Array.from({ length: count }, (_, nth) => `id-${nth}`);

test('releaseIndex() reads the ids, and passes over what else the index says', () => {
  expect(index('{ "releases": ["nimbus-1.2", "cirrus-3"], "made": "today" }')).toEqual([
    'nimbus-1.2',
    'cirrus-3',
  ]);
  expect(index(JSON.stringify({ releases: ids(256) }))).toHaveLength(256);
});

test.for([
  ['nothing', ''],
  ['no JSON', '{'],
  ['no object', '["a"]'],
  ['no list', '{ "releases": "a" }'],
  ['an empty list', '{ "releases": [] }'],
  ['ids that are no text', '{ "releases": [1] }'],
  ['ids that are too long', JSON.stringify({ releases: ['x'.repeat(65)] })],
  ['too many ids', JSON.stringify({ releases: ids(257) })],
] as const)('releaseIndex() of %s is useless', ([, text]) => {
  expect(index(text)).toBe('useless');
});

test('releaseIndex() of bytes that are no UTF-8 is useless', () => {
  expect(releaseIndex(Uint8Array.from([0x22, 0xff, 0x22]))).toBe('useless');
});
