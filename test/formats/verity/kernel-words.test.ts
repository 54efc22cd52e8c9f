import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { kernelWords } from '../../../src/formats/verity/kernel-words.ts';

const pairs = (commandLine: string): string[] =>
  kernelWords(commandLine).map(({ name, value }) => `${name}|${value}`);

test.for([
  ['', []],
  ['quiet', ['quiet|']],
  ['  a=1 \t b=2\n', ['a|1', 'b|2']],
  ['console= loglevel=7', ['console|', 'loglevel|7']],
  ['dm="1 vroot none" x', ['dm|1 vroot none', 'x|']],
  ['"dm=1 vroot none" x', ['dm|1 vroot none', 'x|']],
  ['dm-mod.create="a b"', ['dm_mod.create|a b']],
  ['a="b=c d"', ['a|b=c d']],
  ['a=b=c', ['a|b=c']],
  ['a=x" y"z', ['a|x" y"z']],
  ['""', ['|']],
] as const)('kernelWords() splits %j as the kernel does', ([commandLine, words]) => {
  expect(pairs(commandLine)).toEqual(words);
});

test('kernelWords() gives the words behind "--" to init', () => {
  expect(kernelWords('a=-- -- b').map((word) => word.for)).toEqual(['kernel', 'init', 'init']);
});

test.for([
  ['one quote', 'dm="1 vroot'],
  ['three quotes', 'a="b" c="d'],
  ['a NUL', 'a\0b'],
  ['a terminal escape', 'a=\u001b[2J'],
  ['a letter that is not ASCII', 'a=é'],
  ['a space that is not ASCII', 'a\u00a0b'],
  ['4096 characters', 'a'.repeat(4096)],
] as const)('kernelWords() refuses %s', ([, commandLine]) => {
  expect(() => kernelWords(commandLine)).toThrow(
    expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'command_line' }) }),
  );
});

test('kernelWords() takes 4095 characters, be they all quotes or all blanks', () => {
  expect(kernelWords('a'.repeat(4095)).length).toBe(1);
  expect(kernelWords('"'.repeat(4094)).length).toBe(1);
  expect(kernelWords(' '.repeat(4095)).length).toBe(0);
});

test('kernelWords() throws nothing but a Fault', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ' ', '=', '-', 'a', '\\', '\n') }),
  );
  fc.assert(
    fc.property(text, (commandLine) => {
      expect(wordsOrFault(commandLine)).toSatisfy(
        (found: unknown) =>
          found instanceof Fault || (Array.isArray(found) && found.length <= commandLine.length),
      );
    }),
  );
});

function wordsOrFault(commandLine: string): ReturnType<typeof kernelWords> | Fault {
  try {
    return kernelWords(commandLine);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
