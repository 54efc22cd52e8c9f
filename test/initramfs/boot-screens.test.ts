import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bootScreens } from '../../initramfs/boot-screens.ts';

const INIT = readFileSync('initramfs/init', 'utf8');
const CLEAR = '\u001b[0m\u001b[?25l\u001b[2J\u001b[H';

test('bootScreens() shows code, title, cause, advice and that the disk is untouched', () => {
  expect(
    bootScreens().get('INI-02')?.replace(CLEAR, '<clear>').replaceAll('\r\n', '\n'),
  ).toMatchInlineSnapshot(`
    "<clear>
      INI-02  The recovery software on the stick is damaged

      The recovery root filesystem is not the one that was signed.

      Make the stick again, on another stick if it happens twice.

      The internal disk has not been touched.

      To turn the device off, hold its power button down.
    "
  `);
});

test('bootScreens() has every screen that init shows, and no other', () => {
  const shown = [...INIT.matchAll(/fail (INI-\d\d)|show \/screens\/(\w+)/g)].map(
    ([, code, name]) => code ?? name,
  );
  expect(new Set(bootScreens().keys())).toEqual(new Set(shown));
});

test.for([...bootScreens()])(
  'bootScreens() makes %s fit a console of 80 columns and 24 lines',
  ([, text]) => {
    const lines = text.slice(CLEAR.length).split('\r\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line).toMatch(/^[ -~]{0,79}$/);
  },
);
