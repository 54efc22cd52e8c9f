import { ENGLISH } from '../../src/ui/english.ts';
import type { Size } from '../../src/ui/frame.ts';
import { openPainter } from '../../src/ui/paint.ts';
import type { Screen } from '../../src/ui/screen-after.ts';
import { view } from '../../src/ui/view.ts';
import type { Wording } from '../../src/ui/wording.ts';
import { fakeTerminal } from './fake-terminal.ts';

const NOBODY = { key: () => {}, resized: () => {}, keysEnded: () => {}, terminalLost: () => {} };

/** What a person sees of a screen, drawn by the real painter on a terminal in memory. */
export async function pictureOf(screen: Screen, size: Size, wording: Wording = ENGLISH): Promise<string> {
  const fake = fakeTerminal(size);
  using painter = openPainter(fake.terminal, NOBODY);
  painter.draw(view(screen.state, painter.size(), screen.local, wording));
  return `${await fake.picture()}\n`;
}
