import { expect, test } from 'vitest';
import { readDeviceSettings } from '../../src/agent/device-settings.ts';
import { isFault } from '../../src/core/faults.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function reasonOf(text: string): unknown {
  try {
    return readDeviceSettings(bytes(text));
  } catch (error) {
    return isFault(error, 'FWR-01') ? error.facts.reason : error;
  }
}

test.for([
  ['no file', 'absent'],
  ['an empty file', bytes('')],
  ['a section that says nothing', bytes('[firmware]\n')],
] as const)('readDeviceSettings() names no programmer for %s', ([, file]) => {
  expect(readDeviceSettings(file)).toEqual({});
});

test.for([
  'internal',
  'internal:boardmismatch=force',
  'dummy:emulate=W25Q128FV,image=flash.bin',
  'linux_mtd:dev=0',
])('readDeviceSettings() takes the programmer %s', (programmer) => {
  expect(readDeviceSettings(bytes(`[firmware]\nprogrammer = "${programmer}"\n`))).toEqual({ programmer });
});

test.for([
  ['an unknown section', '[power]\n', /^device\.toml: .*power/],
  ['an unknown setting', '[firmware]\nchip = "x"\n', /^device\.toml: firmware .*chip/],
  ['a programmer with a space', '[firmware]\nprogrammer = "internal -w x"\n', /not a programmer/],
  ['an option of flashrom', '[firmware]\nprogrammer = "--help"\n', /not a programmer/],
  ['an empty programmer', '[firmware]\nprogrammer = ""\n', /not a programmer/],
  ['a number', '[firmware]\nprogrammer = 1\n', /^device\.toml: firmware\.programmer /],
  ['what is no TOML', 'programmer', /^device\.toml: line 1: /],
] as const)('readDeviceSettings() refuses %s', ([, text, reason]) => {
  expect(reasonOf(text)).toMatch(reason);
});
