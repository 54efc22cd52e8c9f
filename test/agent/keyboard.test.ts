import { expect, test } from 'vitest';
import { Keyboard } from '../../src/agent/keyboard.ts';

test('pressedKeys() gives the keys in their order, and each once', () => {
  const keyboard = new Keyboard();
  ['b', 'a', 'b'].forEach((key) => keyboard.press(key));
  expect(keyboard.pressedKeys()).toEqual(['b', 'a', 'b']);
  expect(keyboard.pressedKeys()).toEqual([]);
  keyboard.press('c');
  expect(keyboard.pressedKeys()).toEqual(['c']);
});

test('pressedKeys() gives away what no later key can change', () => {
  const keyboard = new Keyboard();
  keyboard.press('a');
  const pressed = keyboard.pressedKeys();
  keyboard.press('b');
  expect(pressed).toEqual(['a']);
});

test('press() keeps the first 64 keys: a screen cannot fill the memory', () => {
  const keyboard = new Keyboard();
  for (let nth = 0; nth < 1000; nth += 1) keyboard.press(`${nth}`);
  const pressed = keyboard.pressedKeys();
  expect([pressed.length, pressed[0], pressed.at(-1)]).toEqual([64, '0', '63']);
  keyboard.press('again');
  expect(keyboard.pressedKeys()).toEqual(['again']);
});

test('forget() lets no key of one run count for the next', async () => {
  const keyboard = new Keyboard();
  keyboard.press('a');
  keyboard.acknowledge();
  keyboard.forget();
  expect(keyboard.pressedKeys()).toEqual([]);
  expect(await Promise.race([keyboard.acknowledged, Promise.resolve('not yet')])).toBe('not yet');
});

test('acknowledge() resolves "acknowledged", before it is waited for and after, and once is enough', async () => {
  const keyboard = new Keyboard();
  let told = false;
  const waiting = keyboard.acknowledged.then(() => (told = true));
  keyboard.press('enter');
  await Promise.resolve();
  expect(told).toBe(false);
  keyboard.acknowledge();
  keyboard.acknowledge();
  expect(await waiting).toBe(true);
  expect(await keyboard.acknowledged).toBeUndefined();
});
