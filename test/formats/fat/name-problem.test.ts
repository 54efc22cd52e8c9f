import { expect, test } from 'vitest';
import { nameProblem } from '../../../src/formats/fat/name-problem.ts';

test.for([
  ['a'],
  [' a'],
  ['.hidden'],
  ['...a'],
  ['Größe 😀'],
  ['+,;=[]'],
  ['x'.repeat(255)],
  ['\u0080'],
] as const)('nameProblem() finds none in "%s"', ([name]) => {
  expect(nameProblem(name)).toBe('none');
});

test.for([
  ['', 'it is empty, or stands for a folder'],
  ['.', 'it is empty, or stands for a folder'],
  ['..', 'it is empty, or stands for a folder'],
  ['a.', 'it ends with a space or a full stop'],
  ['a ', 'it ends with a space or a full stop'],
  ['a\u0000b', 'FAT has no name with "\\u0000"'],
  ['a\nb', 'FAT has no name with "\\n"'],
  ['a/b', 'FAT has no name with "/"'],
  ['a\\b', 'FAT has no name with "\\\\"'],
  ['a:b', 'FAT has no name with ":"'],
  ['a\uffff', 'FAT has no name with "\uffff"'],
  ['\ud83d', 'it has half a surrogate pair'],
  ['😀'.repeat(128), 'it has 256 UTF-16 units of 255 at most'],
] as const)('nameProblem() of %j is that %s', ([name, problem]) => {
  expect(nameProblem(name)).toBe(problem);
});
