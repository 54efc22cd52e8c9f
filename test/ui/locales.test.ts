import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeWording } from '../../src/ui/make-wording.ts';
import { messageBook } from '../../src/ui/message-book.ts';
import { TEXT_LIST } from '../../src/ui/text-list.ts';
import { Says, type TextTree } from '../../src/ui/text-tree.ts';
import { DEVICE_CODES } from '../core/device-codes.ts';
import { messagesOf, TAGS } from './locale-files.ts';
import { type MessageShape, messageShape } from './message-shape.ts';

const EXPECTED_TAGS =
  'ar bg ca cs da de el en es es-419 et eu fa fi fil fr gl he hr hu id it ja ko lt lv ms nb nl pl pt-BR pt-PT ro ru sk sl sr sv sw tr uk vi zh-CN zh-TW';
const NAME_KEY = '@name';
/** Made by code, and not in the list of texts. */
const DURATIONS = ['duration.seconds', 'duration.minutes', 'duration.hours'];
/** Controls, invisible characters and breaks of lines, less the zero-width non-joiner, which is spelling in Persian. */
const UNSEEN = /[[\p{C}\p{Zl}\p{Zp}]--[\u200c]]/v;

const ENGLISH = messagesOf('en');
const FAULT_KEYS = DEVICE_CODES.flatMap((code) =>
  ['title', 'cause', 'advice'].map((part) => `faults.${code}.${part}`),
);
const OTHERS = TAGS.filter((tag) => tag !== 'en');

function listed(
  tree: TextTree,
  path = '',
): readonly (readonly [key: string, parameters: readonly string[]])[] {
  return Object.entries(tree).flatMap(([name, node]) => {
    if (node instanceof Says) {
      const names = Object.entries(node.parameters).map(([own, { as }]) => as ?? own);
      return [[path + name, names.toSorted()] as const];
    }
    return typeof node === 'string' ? [[path + name, []] as const] : listed(node, `${path}${name}.`);
  });
}

const shapesBefore = new Map<string, ReadonlyMap<string, MessageShape>>();

function shapesOf(tag: string): ReadonlyMap<string, MessageShape> {
  const known = shapesBefore.get(tag);
  if (known) return known;
  const entries = Object.entries(messagesOf(tag));
  const shapes = new Map(entries.map(([key, message]) => [key, messageShape(message, tag)]));
  shapesBefore.set(tag, shapes);
  return shapes;
}

test('en.json has a message for every text, with the same parameters, and no other', () => {
  const messages = Object.entries(ENGLISH)
    .filter(([key]) => key !== NAME_KEY && !DURATIONS.includes(key))
    .map(([key, message]) => [key, messageShape(message, 'en').parameters]);
  expect(Object.fromEntries(messages)).toEqual(Object.fromEntries(listed(TEXT_LIST)));
  expect(Object.keys(ENGLISH)).toEqual(expect.arrayContaining([NAME_KEY, ...DURATIONS]));
});

test.for(OTHERS)('locales/%s.json has what English has, and the faults', (tag) => {
  const keys = Object.keys(messagesOf(tag)).toSorted();
  expect(keys).toEqual([...Object.keys(ENGLISH), ...FAULT_KEYS].toSorted());
});

test.for(TAGS)('locales/%s.json has messages that people can see, and no empty one', (tag) => {
  const wrong = Object.entries(messagesOf(tag)).filter(
    ([, message]) => typeof message !== 'string' || message.trim() === '' || UNSEEN.test(message),
  );
  expect(wrong).toEqual([]);
});

test.for(TAGS)('locales/%s.json has the parameters of English, and the plurals of its language', (tag) => {
  const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
  const english = shapesOf('en');
  const wrong = [...shapesOf(tag)].filter(([key, { parameters, plurals, others }]) => {
    return (
      parameters.join() !== (english.get(key)?.parameters ?? []).join() ||
      plurals.some((each) => each.join() !== forms.join()) ||
      others.length > 0
    );
  });
  expect(wrong).toEqual([]);
});

test.for(TAGS)('messageBook() says every message of %s, whatever its parameters are', (tag) => {
  const book = messageBook(messagesOf(tag), tag, (text) => text);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.maxSafeNat(), (text, count) => {
      for (const [key, { parameters, counted }] of shapesOf(tag)) {
        const values = parameters.map((name) => [name, counted.includes(name) ? count : text] as const);
        const said = book.say(key, Object.fromEntries(values));
        const told = parameters.filter((name) => !counted.includes(name));
        expect(told.length === 0 || said.includes(text)).toBe(true);
      }
    }),
    { numRuns: 2 },
  );
});

test.for(TAGS)('makeWording() counts in %s', (tag) => {
  const { texts, faultText } = makeWording(messagesOf(tag), tag);
  const times = [1000, 2000, 5000, 11_000, 21_000, 60_000, 180_000, 7_200_000];
  const said = times.map((timeMs) => texts.tookTime({ timeMs }));
  expect(new Set(said).size).toBe(times.length);
  expect(said.slice(2, 5).map((text) => /\d+/.exec(text)?.[0])).toEqual(['5', '11', '21']);
  expect(Object.values(faultText('SIG-07')).filter((part) => part.includes("''"))).toEqual([]);
});

test('locales/ has a file for every language', () => {
  expect(TAGS).toEqual(EXPECTED_TAGS.split(' '));
});
