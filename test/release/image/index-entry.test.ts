import { expect, test } from 'vitest';
import { indexEntry } from '../../../src/release/image/index-entry.ts';
import { faultOf } from '../../formats/fault-of.ts';

const CONF = `recovery_tool_version=0.9.2
recovery_tool_update=

# a comment
name=Nimbus
version=8530.96.0
hwid=NIMBUS A2B
hwid=NIMBUS C3D
file=chromeos_nimbus.bin

name=Cirrus
version=stable
hwidmatch=^CIRRUS \\w{3}-A\\w{2}(-\\w{3})*
`;
const JSON_INDEX = JSON.stringify([
  { name: 'Nimbus', version: '8530.96.0', hwidmatch: '^NIMBUS .*', hwids: ['NIMBUS A2B'], filesize: 7 },
  { name: 'Stratus', version: '1.2', hwidmatch: '^STRATUS-[A-Z]{4} .*', hwids: [] },
  { name: 'Either', version: '1.2', hwidmatch: '^ONE .*|^TWO .*' },
]);

test.for([
  [
    'the hardware IDs of a stanza',
    CONF,
    'Nimbus',
    { hwids: ['NIMBUS A2B', 'NIMBUS C3D'], version: '8530.96.0' },
  ],
  ['the word that a pattern begins with', CONF, 'Cirrus', { hwids: ['CIRRUS'], version: 'unknown' }],
  ['the hardware IDs of JSON', JSON_INDEX, 'Nimbus', { hwids: ['NIMBUS A2B'], version: '8530.96.0' }],
] as const)('indexEntry() takes %s', ([, text, name, entry]) => {
  expect(indexEntry('index', text, name)).toEqual(entry);
});

test.for([
  ['an entry that is not there', CONF, 'nimbus', /no entry with that name/],
  ['a pattern without a first word', JSON_INDEX, 'Stratus', /pattern "\^STRATUS-\[A-Z\]/],
  ['a pattern of several', JSON_INDEX, 'Either', /give --hwid/],
  ['broken JSON', '[{', 'Nimbus', /not JSON/],
  ['an empty file', '', 'Nimbus', /no entry/],
  ['JSON of something else', '[1, null, "name=Nimbus"]', 'Nimbus', /no entry/],
] as const)('indexEntry() refuses %s', ([, text, name, problem]) => {
  expect(faultOf(() => indexEntry('index', text, name))).toMatchObject({
    code: 'OPT-01',
    facts: { option: 'index', problem: expect.stringMatching(problem) },
  });
});
