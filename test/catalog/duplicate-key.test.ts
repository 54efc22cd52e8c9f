import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duplicateKey } from '../../src/catalog/duplicate-key.ts';

test.for([
  ['at the top', '{"a":1,"b":2,"a":3}', ['a']],
  ['with white space around', '{ "a" : 1 , "a"\n:\t2 }', ['a']],
  ['in an object', '{"os":{"name":1,"name":1}}', ['os', 'name']],
  ['in an object of an array', '{"m":[{"a":1},[],[{"b":1},{"c":1,"c":2}]]}', ['m', 2, 1, 'c']],
  ['behind an object that has it, too', '{"a":{"a":1},"a":2}', ['a']],
  ['spelled with an escape', String.raw`{"id":1,"\u0069d":2}`, ['id']],
  ['spelled with two different escapes', String.raw`{"\u0069d":1,"i\u0064":2}`, ['id']],
  ['a slash with and without an escape', String.raw`{"a/b":1,"a\/b":2}`, ['a/b']],
  ['with a quotation mark in it', String.raw`{"a\"":1,"a\"":2}`, ['a"']],
  ['with a backslash at its end', String.raw`{"a\\":1,"a\\":2}`, ['a\\']],
  ['the empty key', '{"":1,"":2}', ['']],
  ['__proto__', '{"__proto__":1,"__proto__":2}', ['__proto__']],
  ['constructor', '{"constructor":1,"constructor":2}', ['constructor']],
] as const)('duplicateKey() finds a key that is there twice: %s', ([, json, steps]) => {
  expect(() => JSON.parse(json)).not.toThrow();
  expect(duplicateKey(json)).toEqual(steps);
});

test.for([
  ['in two objects', '[{"a":1},{"a":1}]'],
  ['in an object and in the one around it', '{"a":{"a":{"a":1}}}'],
  ['as a key and as a value', '{"a":"a","b":"a"}'],
  ['as values of an array', '["a","a"]'],
  ['inside of a string', String.raw`{"a":"{\"a\":1,\"a\":2}"}`],
  ['in another case', '{"id":1,"ID":2}'],
  ['decomposed', '{"\u00e9":1,"e\u0301":2}'],
  ['toString once', '{"toString":1,"__proto__":2,"constructor":3}'],
  ['a document of one string', '"a"'],
] as const)('duplicateKey() finds nothing wrong with a word that is there twice: %s', ([, json]) => {
  expect(() => JSON.parse(json)).not.toThrow();
  expect(duplicateKey(json)).toBe('none');
});

test('duplicateKey() does not mind how deep the text goes', () => {
  const deep = (inner: string): string => '[{"a":'.repeat(5_000) + inner + '}]'.repeat(5_000);
  expect(duplicateKey(deep('1'))).toBe('none');
  expect(duplicateKey(deep('{"b":1,"b":2}'))).toHaveLength(10_001);
});

test('duplicateKey() finds nothing in what JSON.stringify() writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(duplicateKey(JSON.stringify(value))).toBe('none');
    }),
  );
});

test('duplicateKey() finds a key that was added once more, wherever it is and however it is spelled', () => {
  const spelled = (key: string): string =>
    `"${[...Array(key.length).keys()].map((at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), fc.boolean(), (value, other, key, inArray) => {
      const twice = `{"x":${JSON.stringify(other)},${JSON.stringify(`k${key}`)}:1,${spelled(`k${key}`)}:2}`;
      const json = inArray
        ? `[${JSON.stringify(value)},${twice}]`
        : `{"v":${JSON.stringify(value)},"w":${twice}}`;
      expect(duplicateKey(json)).toEqual([inArray ? 1 : 'w', `k${key}`]);
    }),
  );
});
