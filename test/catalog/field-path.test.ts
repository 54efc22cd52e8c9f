import { expect, test } from 'vitest';
import { fieldPath } from '../../src/catalog/field-path.ts';

test.for([
  ['manifest', []],
  ['os.version', ['os', 'version']],
  ['payloads[1].verity.salt', ['payloads', 1, 'verity', 'salt']],
  ['__proto__', ['__proto__']],
  ['["a b"].c', ['a b', 'c']],
  ['os["\\u001b[2J"]', ['os', '\u001b[2J']],
] as const)('fieldPath() writes %s', ([path, steps]) => {
  expect(fieldPath(steps)).toBe(path);
});
