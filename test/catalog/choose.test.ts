import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Assessed, assess } from '../../src/catalog/assess.ts';
import { choose } from '../../src/catalog/choose.ts';
import { precedence } from '../../src/catalog/precedence.ts';
import { releaseSummary } from '../../src/catalog/release-summary.ts';
import type { VerifiedRelease } from '../../src/catalog/verified-release.ts';
import { keySha1 } from '../../src/formats/vboot/key-sha1.ts';
import {
  candidateOf,
  keyNamed,
  MANIFEST,
  policyFor,
  publicKey,
  releaseOf,
  withSwitch,
} from './signed-release.ts';

interface Wanted {
  readonly id: string;
  readonly source: string;
  readonly authority: 'firmware' | 'developer';
  readonly osVersion: string;
  readonly version: number;
}

const RULES = precedence(({ manifest }) => manifest.os.version);
const POLICY = policyFor(withSwitch('on'));
const GOOD: Wanted = { id: 'b', source: 'stick', authority: 'firmware', osVersion: '1.9', version: 3 };

test.for([
  [
    'the stick before the network, whatever else speaks for the latter',
    { id: 'z', authority: 'developer', osVersion: '1.0', version: 0 },
    { id: 'a', source: 'example.com', osVersion: '2.0', version: 9 },
    'it is on the stick, which comes before the network',
    '"z" is on the stick, which comes before the network',
    { rule: 'location' },
  ],
  [
    'the maker before a developer, whatever else speaks for the latter',
    { id: 'z', osVersion: '1.0', version: 0 },
    { id: 'a', authority: 'developer', osVersion: '2.0', version: 9 },
    'the maker of the device signed it, and only a developer signed "a"',
    'only a developer signed it, and the maker of the device signed "z"',
    { rule: 'authority', better: 'z', worse: 'a' },
  ],
  [
    'the newer version, whatever else speaks for the older one',
    { id: 'z', osVersion: '1.10', version: 0 },
    { id: 'a', osVersion: '1.9', version: 9 },
    'it is newer than "a", 1.10 over 1.9',
    'a newer version, 1.10 over 1.9, is on the stick',
    { rule: 'version', better: '1.10', worse: '1.9' },
  ],
  [
    'the higher preamble version of two equal versions',
    { id: 'z', osVersion: '1.9', version: 4 },
    { id: 'a', osVersion: '1.9.0', version: 3 },
    'its rollback version is above that of "a", 4 over 3',
    'a higher rollback version, 4 over 3, is on the stick',
    { rule: 'rollback', better: '4', worse: '3' },
  ],
  [
    'the id that sorts first',
    { id: 'a', osVersion: '1.9.0' },
    { id: 'b', osVersion: '1.9' },
    'it is as good as "b", and its name sorts first',
    '"a" is as good, and its name sorts first',
    { rule: 'name', better: 'a', worse: 'b' },
  ],
  [
    'the id that sorts first by its code, in no language',
    { id: 'B' },
    { id: 'a' },
    'it is as good as "a", and its name sorts first',
    '"B" is as good, and its name sorts first',
    { rule: 'name', better: 'B', worse: 'a' },
  ],
  [
    'the newer version within the network',
    { id: 'z', source: 'example.com', osVersion: '10' },
    { id: 'a', source: 'example.com', osVersion: '9' },
    'it is newer than "a", 10 over 9',
    'a newer version, 10 over 9, is on the server example.com',
    { rule: 'version', better: '10', worse: '9' },
  ],
  [
    'a copy in one place before a copy in another',
    { source: 'SD card' },
    { source: 'stick' },
    'it is as good as the one on the stick',
    'the same release is on the SD card',
    { rule: 'copy' },
  ],
] as const)('choose() takes %s', ([, better, worse, why, reason, because]) => {
  const [best, other] = [release(better), release(worse)];
  for (const candidates of [
    [best, other],
    [other, best],
  ]) {
    expect(choose(candidates.map(usable))).toEqual({
      kind: 'chosen',
      release: best,
      because,
      why,
      others: [{ id: other.manifest.id, source: other.source, reason, because }],
    });
  }
});

const POOL = ['stick', 'example.com'].flatMap((source) =>
  (['firmware', 'developer'] as const).flatMap((authority) =>
    ['1.10', '1.9', '1.9.0'].flatMap((osVersion) =>
      [9, 1].flatMap((version) =>
        ['a', 'b'].map((id) => release({ id, source, authority, osVersion, version })),
      ),
    ),
  ),
);

test('choose() keeps to the rules in every combination of them', () => {
  const places = {
    local: 0,
    network: 1,
    firmware: 0,
    developer: 1,
    '1.10': 0,
    '1.9': 1,
    '1.9.0': 1,
  } as const;
  const rank = ({ location, authority, manifest, preambleVersion }: VerifiedRelease): string =>
    [
      places[location],
      places[authority],
      Reflect.get(places, manifest.os.version),
      9 - preambleVersion,
      manifest.id,
    ].join();
  for (const a of POOL) {
    for (const b of POOL.filter((other) => rank(other) !== rank(a))) {
      expect(choose([a, b].map(usable))).toMatchObject({
        kind: 'chosen',
        release: rank(a) < rank(b) ? a : b,
      });
    }
  }
});

const refusals = [
  assess(candidateOf({ ...MANIFEST, models: [{ hwid: 'NOCTURNE' }] }), POLICY),
  assess(candidateOf({ ...MANIFEST, arch: 'aarch64' }), POLICY),
  assess(
    candidateOf({ ...MANIFEST, arch: 'aarch64' }, { source: 'example.com', location: 'network' }),
    POLICY,
  ),
  assess(candidateOf(MANIFEST, { id: 'other' }), POLICY),
  assess(candidateOf(MANIFEST, { manifest: 'absent' }), POLICY),
];

test('choose() makes the same choice, for the same reasons, in whatever order the candidates are found', () => {
  // Ids repeat within one source and across locations, and one and the same candidate may be found twice.
  const all = [...POOL.map(usable), ...refusals];
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom(...all), { maxLength: 8 })
        .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
      ([found, shuffled]) => {
        expect(choose(shuffled)).toEqual(choose(found));
      },
    ),
    { numRuns: 500 },
  );
});

test('choose() gives a reason for every candidate but the one that it takes, and nothing beats that one', () => {
  fc.assert(
    fc.property(fc.subarray([...POOL.map(usable), ...refusals], { minLength: 1 }), (found) => {
      const choice = choose(found);
      expect(choice.others).toHaveLength(found.length - (choice.kind === 'chosen' ? 1 : 0));
      expect(choice.others.filter(({ reason }) => reason.length < 10)).toEqual([]);
      if (choice.kind === 'none') return;
      const best = { kind: 'usable', release: choice.release } as const;
      for (const one of found) expect(choose([one, best])).toMatchObject({ release: choice.release });
    }),
  );
});

test('precedence() tells any two releases of one place apart, unless they are copies', () => {
  const [one, copy] = [release(GOOD), release(GOOD)];
  expect(RULES.filter((rule) => rule.compare(one, copy) !== 0)).toEqual([]);
  const sameName = release({ ...GOOD, osVersion: '1.9.0' });
  expect(Math.sign(decided(one, sameName))).toBe(-Math.sign(decided(sameName, one)));
  expect(decided(one, sameName)).not.toBe(0);
});

test('choose() takes the release that is left when the others are refused, and says why each was', () => {
  const good = release(GOOD);
  expect(choose([...refusals, usable(good)])).toEqual({
    kind: 'chosen',
    release: good,
    because: { rule: 'only-usable' },
    why: 'it is the only one that this device can use',
    others: [
      {
        id: 'atlas-1.9',
        source: 'stick',
        code: 'MAN-01',
        facts: { problem: 'manifest.json is missing' },
        reason: 'The manifest cannot be read: manifest.json is missing',
      },
      {
        id: 'atlas-1.9',
        source: 'stick',
        code: 'SRC-03',
        facts: { hwid: 'ATLAS D25-A2B', sku: '3', models: ['NOCTURNE'] },
        reason:
          'The recovery data is for another model: this is ATLAS D25-A2B, SKU 3, and the release is for NOCTURNE',
      },
      {
        id: 'atlas-1.9',
        source: 'stick',
        code: 'SRC-04',
        facts: { deviceArch: 'x86_64', releaseArch: 'aarch64' },
        reason:
          'The recovery data is for another kind of processor: this is x86_64, and the release is for aarch64',
      },
      {
        id: 'other',
        source: 'stick',
        code: 'MAN-02',
        facts: { field: 'id', problem: 'it is "atlas-1.9", and the folder is called "other"' },
        reason:
          'The manifest has a wrong or unknown field: id: it is "atlas-1.9", and the folder is called "other"',
      },
      {
        id: 'atlas-1.9',
        source: 'example.com',
        code: 'SRC-04',
        facts: { deviceArch: 'x86_64', releaseArch: 'aarch64' },
        reason:
          'The recovery data is for another kind of processor: this is x86_64, and the release is for aarch64',
      },
    ],
  });
});

test('choose() takes a lone release because it is alone', () => {
  expect(choose([usable(release(GOOD))])).toMatchObject({
    because: { rule: 'only-found' },
    why: 'it is the only one that was found',
    others: [],
  });
});

test('choose() takes nothing when there is nothing, or nothing that may be taken', () => {
  expect(choose([])).toEqual({ kind: 'none', others: [] });
  expect(choose(refusals.slice(0, 1))).toMatchObject({ kind: 'none', others: [{ code: 'SRC-03' }] });
});

test('choose() lets a developer load their own system from the stick while the server has another', () => {
  const own = release({ id: 'mine', authority: 'developer', osVersion: '0.1', version: 0 });
  const official = release({ source: 'example.com', osVersion: '99' });
  expect(choose([official, own].map(usable))).toMatchObject({ release: own });
});

test('choose() shows the name of a hostile folder without doing what it says', () => {
  const hostile = assess(candidateOf(MANIFEST, { id: '\u001b[2J' }), POLICY);
  expect(choose([hostile]).others).toMatchObject([{ id: '\\u001b[2J' }]);
});

test('releaseSummary() puts a release in words for the screens', () => {
  expect(releaseSummary(release({ source: 'example.com', version: 4 }))).toEqual({
    id: 'b',
    location: 'network',
    source: 'example.com',
    osName: 'Atlas OS',
    osVersion: '1.9',
    authority: 'firmware',
    preambleVersion: 4,
    keySha1: keySha1(publicKey(keyNamed('data'))),
  });
});

function release(change: Partial<Wanted>): VerifiedRelease {
  const { id, source, authority, osVersion, version } = { ...GOOD, ...change };
  const manifest = { ...MANIFEST, id, os: { ...MANIFEST.os, version: osVersion } };
  const location = source.includes('.') ? 'network' : 'local';
  const signed = authority === 'developer' ? ({ signer: 'none' } as const) : {};
  return releaseOf(candidateOf(manifest, { id, source, location, version, ...signed }), POLICY);
}

function usable(one: VerifiedRelease): Assessed {
  return { kind: 'usable', release: one };
}

function decided(a: VerifiedRelease, b: VerifiedRelease): number {
  return RULES.map((rule) => rule.compare(a, b)).find((order) => order !== 0) ?? 0;
}
