import { rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import type { Assessed } from '../../src/catalog/assess.ts';
import { findCandidates } from '../../src/catalog/find-candidates.ts';
import { Fault } from '../../src/core/faults.ts';
import type { RecoverySource } from '../../src/core/ports.ts';
import { DEVELOPER } from '../agent/developer-keys.ts';
import { GOOD, type RecoveryBench, recoveryBench } from '../agent/recovery-bench.ts';
import { candidateOf, DEVICE, MANIFEST, policyFor } from './signed-release.ts';

const { signal } = new AbortController();
const BASE = await recoveryBench();
await BASE.add({});
afterAll(() => BASE[Symbol.asyncDispose]());

/** What becomes of each release on the stick: `usable`, or the code of the refusal. */
async function found(bench: RecoveryBench): Promise<Record<string, string>> {
  const { ports, device } = bench;
  const candidates = await findCandidates(ports.stick, await ports.policy(device, { kind: 'none' }), signal);
  return Object.fromEntries(candidates.map(nameAndVerdict));
}

function nameAndVerdict(one: Assessed): [string, string] {
  return one.kind === 'usable' ? [one.release.manifest.id, 'usable'] : [one.id, one.code];
}

test('findCandidates() judges every release of the stick, the good and the bad', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await bench.add({ id: 'other-model', hwid: 'CIRRUS' });
  await bench.add({ id: 'developers' }, DEVELOPER);
  await bench.add({ id: 'unsigned' });
  await rm(bench.file('manifest.vblock', 'unsigned'));
  await bench.add({ id: 'empty' });
  await rm(bench.file('manifest.json', 'empty'));
  expect(await found(bench)).toEqual({
    [GOOD.id]: 'usable',
    'other-model': 'SRC-03',
    developers: 'SIG-04',
    unsigned: 'SIG-01',
    empty: 'MAN-01',
  });
});

test('findCandidates() finds nothing on an empty stick', async () => {
  await using bench = await recoveryBench();
  expect(await found(bench)).toEqual({});
});

test.for(['manifest.json', 'manifest.vblock'])(
  'findCandidates() refuses one release for a %s above 64 KiB, and goes on',
  async (name) => {
    await using bench = await recoveryBench(BASE.stick);
    await bench.add({ id: 'long' });
    await truncate(bench.file(name, 'long'), 65_536);
    expect(await found(bench)).toMatchObject({
      [GOOD.id]: 'usable',
      long: expect.stringMatching(/^SIG-0[23]$/),
    });
    await truncate(bench.file(name, 'long'), 65_537);
    expect(await found(bench)).toEqual({ [GOOD.id]: 'usable', long: 'MAN-03' });
  },
);

test('findCandidates() does not follow a link to a manifest', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await bench.add({ id: 'linked' });
  await rm(bench.file('manifest.json', 'linked'));
  await symlink(bench.file('manifest.json'), bench.file('manifest.json', 'linked'));
  expect(await found(bench)).toEqual({ [GOOD.id]: 'usable', linked: 'MAN-01' });
});

test('findCandidates() looks into no folder whose name is no id, and at no file', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await bench.add({ id: 'a b' });
  await writeFile(bench.file('', 'notes.txt'), 'hello');
  expect(await found(bench)).toEqual({ [GOOD.id]: 'usable' });
});

/** A source that has these files and works, but for what the test puts in its place. */
function sourceWith(change: Partial<RecoverySource>): RecoverySource {
  const { manifest, vblock } = candidateOf(MANIFEST);
  return {
    label: 'somewhere',
    location: 'network',
    list: async () => [MANIFEST.id],
    readSmall: async (_, file) => (file === 'manifest.json' ? manifest : vblock),
    openPayload: () => Promise.reject(new Error('a payload was opened')),
    ...change,
  };
}

test('findCandidates() says of each release where it lies, and opens no payload', async () => {
  const [one] = await findCandidates(sourceWith({}), policyFor(), signal);
  expect(one).toMatchObject({ kind: 'usable', release: { source: 'somewhere', location: 'network' } });
});

test('findCandidates() asks for a release by its id, for two files of at most 64 KiB', async () => {
  const asked: unknown[] = [];
  const source = sourceWith({
    async readSmall(...what) {
      asked.push(what.slice(0, 3));
      return 'absent';
    },
  });
  const [one] = await findCandidates(source, policyFor(DEVICE), signal);
  expect(one).toMatchObject({ kind: 'refused', id: MANIFEST.id, code: 'MAN-01', source: 'somewhere' });
  expect(asked).toEqual([
    [MANIFEST.id, 'manifest.json', 65_536],
    [MANIFEST.id, 'manifest.vblock', 65_536],
  ]);
});

test.for([
  ['list', { list: () => Promise.reject(new Fault('STK-02', { errno: 'EIO' })) }],
  ['read', { readSmall: () => Promise.reject(new Fault('STK-02', { errno: 'EIO' })) }],
] as const)(
  'findCandidates() ends with the fault of a source that cannot %s: no release is to blame for it',
  async ([, change]) => {
    await expect(findCandidates(sourceWith(change), policyFor(), signal)).rejects.toMatchObject({
      code: 'STK-02',
    });
  },
);
