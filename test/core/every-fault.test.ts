import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from '../../src/core/fault-catalogue.ts';
import { messagesOf, TAGS } from '../ui/locale-files.ts';
import { DEVICE_CODES } from './device-codes.ts';

const GOLDENS = 'test/golden/faults';
const PARTS = ['title', 'cause', 'advice'] as const;
const OTHERS = TAGS.filter((tag) => tag !== 'en');
const DOC = readFileSync('docs/faults.md', 'utf8');

test.for(DEVICE_CODES)(
  '%s of a device has a picture, words in every language and a place in docs/faults.md',
  (code) => {
    const { title } = FAULTS[code];
    const golden = `${GOLDENS}/${code}.txt`;
    expect(existsSync(golden) && readFileSync(golden, 'utf8')).toContain(`${code}  `);
    expect(DOC).toContain(`\n**${code}: ${title}.** `);
    const untold = OTHERS.flatMap((tag) => {
      const messages = messagesOf(tag);
      const words = PARTS.map((part) => messages[`faults.${code}.${part}`]);
      const isTold = words.every((word, at) => word && word !== FAULTS[code][PARTS[at] ?? 'title']);
      return isTold ? [] : [tag];
    });
    expect(untold).toEqual([]);
  },
);

test('there is no picture of a fault that is not there', () => {
  expect(readdirSync(GOLDENS).toSorted()).toEqual(DEVICE_CODES.map((code) => `${code}.txt`).toSorted());
});
