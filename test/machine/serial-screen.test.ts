import { duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { SerialLine } from '../../vm/serial-line.ts';
import { SerialScreen } from '../../vm/serial-screen.ts';

function screen() {
  const [ours, guest] = duplexPair();
  return { screen: new SerialScreen(new SerialLine(ours, () => 0)), guest };
}

test('SerialScreen.shows() gives the picture that a person sees, not the bytes that drew it', async () => {
  const { screen: serial, guest } = screen();
  guest.write('Recovery failed\r\u001b[9C\u001b[Kis complete\u001b[5;3Hbelow');
  const picture = await serial.shows(/below/, 2000);
  expect(picture?.split('\n').slice(0, 5)).toEqual(['Recovery is complete', '', '', '', '  below']);
});

test('SerialScreen.shows() gives nothing when the time is over, or the machine ends', async () => {
  const { screen: serial, guest } = screen();
  expect(await serial.shows(/never/, 50)).toBeUndefined();
  guest.end();
  expect(await serial.shows(/never/, 60_000)).toBeUndefined();
});
