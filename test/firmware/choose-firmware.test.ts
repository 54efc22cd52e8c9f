import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Assessed, assess } from '../../src/catalog/assess.ts';
import type { VerifiedRelease } from '../../src/catalog/verified-release.ts';
import { chooseFirmware } from '../../src/firmware/choose-firmware.ts';
import { candidateOf, MANIFEST, policyFor, releaseOf, withSwitch } from '../catalog/signed-release.ts';

interface Wanted {
  readonly id: string;
  readonly source: string;
  readonly authority: 'firmware' | 'developer';
  readonly osVersion: string;
  /** Its version, or `none`. */
  readonly firmware: string;
  readonly alone: 'alone' | 'with-a-system';
  readonly version: number;
}

const POLICY = policyFor(withSwitch('on'));
const GOOD: Wanted = {
  id: 'b',
  source: 'stick',
  authority: 'firmware',
  osVersion: '1.9',
  firmware: '3.1',
  alone: 'with-a-system',
  version: 3,
};

test.for([
  [
    'on the stick',
    { id: 'z', firmware: '1' },
    { id: 'a', source: 'example.com', firmware: '2' },
    { rule: 'location' },
  ],
  [
    'of the maker',
    { id: 'z', firmware: '1' },
    { id: 'a', authority: 'developer', firmware: '2' },
    { rule: 'authority', better: 'z', worse: 'a' },
  ],
  [
    'that is newer, and not that of the newer system',
    { id: 'z', firmware: '15117.112.0', osVersion: '1' },
    { id: 'a', firmware: '15117.99.0', osVersion: '2' },
    { rule: 'version', better: '15117.112.0', worse: '15117.99.0' },
  ],
  [
    'of a release of firmware alone that is newer',
    { id: 'z', firmware: '3.2', alone: 'alone' },
    { id: 'a' },
    { rule: 'version', better: '3.2', worse: '3.1' },
  ],
  [
    'with the higher preamble version',
    { id: 'z', version: 4 },
    { id: 'a', version: 3 },
    { rule: 'rollback', better: '4', worse: '3' },
  ],
  ['with the id that sorts first', { id: 'a' }, { id: 'b' }, { rule: 'name', better: 'a', worse: 'b' }],
] as const)('chooseFirmware() takes the one %s', ([, better, worse, because]) => {
  const [best, other] = [release(better), release(worse)];
  for (const pair of [
    [best, other],
    [other, best],
  ])
    expect(chooseFirmware(pair.map(usable))).toMatchObject({
      kind: 'chosen',
      release: best,
      payload: { role: 'firmware', version: { ...GOOD, ...better }.firmware },
      because,
      others: [{ id: other.manifest.id, because }],
    });
});

test('chooseFirmware() takes nothing where no usable release has firmware', () => {
  const refused = assess(candidateOf({ ...MANIFEST, arch: 'aarch64' }), POLICY);
  expect(chooseFirmware([usable(release({ firmware: 'none' })), refused])).toEqual({ kind: 'none' });
});

test('chooseFirmware() does not care for the order in which releases are found', () => {
  const pool = ['stick', 'example.com'].flatMap((source) =>
    ['3.1', '3.10', 'none'].flatMap((firmware) =>
      (['alone', 'with-a-system'] as const)
        .filter((alone) => firmware !== 'none' || alone === 'with-a-system')
        .map((alone) => usable(release({ source, firmware, alone }))),
    ),
  );
  fc.assert(
    fc.property(
      fc
        .subarray(pool)
        .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
      ([found, shuffled]) => {
        expect(chooseFirmware(shuffled)).toEqual(chooseFirmware(found));
      },
    ),
    { numRuns: 50 },
  );
});

function release(change: Partial<Wanted>): VerifiedRelease {
  const { id, source, authority, osVersion, firmware, alone, version } = { ...GOOD, ...change };
  const payload = {
    role: 'firmware',
    file: 'firmware.bin',
    bytes: 1,
    sha256: '00'.repeat(32),
    version: firmware,
  };
  const system = alone === 'alone' ? [] : MANIFEST.payloads;
  const manifest = {
    ...MANIFEST,
    id,
    os: { ...MANIFEST.os, version: osVersion },
    payloads: [...system, ...(firmware === 'none' ? [] : [payload])],
    layout: alone === 'alone' ? [] : MANIFEST.layout,
  };
  const location = source.includes('.') ? 'network' : 'local';
  const signed = authority === 'developer' ? ({ signer: 'none' } as const) : {};
  return releaseOf(candidateOf(manifest, { id, source, location, version, ...signed }), POLICY);
}

function usable(one: VerifiedRelease): Assessed {
  return { kind: 'usable', release: one };
}
