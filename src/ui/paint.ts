import type { Duplex, PassThrough } from 'node:stream';
import blessed from 'blessed';
import type { ThemeName } from '../core/theme-name.ts';
import type { Frame, Size } from './frame.ts';
import { frameCodes } from './frame-codes.ts';
import { keyName, type PressedKey } from './key-name.ts';
import type { Terminal } from './terminal.ts';
import { openTerminalInput } from './terminal-input.ts';
import { openTerminalOutput } from './terminal-output.ts';
import { terminalSize } from './terminal-size.ts';
import { THEMES } from './themes.ts';
import { typedCharacters } from './typed-characters.ts';

/** Who is told what happens at the terminal. */
export interface PainterListener {
  /** A key, by its name (`a`, `7`, `enter`, `pageup`, `C-c`), and the character that it writes, `''` for none. */
  key(name: string, typed: string): void;
  resized(): void;
  /** No key can come any more. */
  keysEnded(): void;
  /** Nothing can be drawn any more. */
  terminalLost(): void;
}

export interface Painter extends Disposable {
  size(): Size;
  /** Whether the terminal has taken what was drawn before: a slow serial line must not fill the memory. */
  readiness(): 'ready' | 'busy';
  /** `theme` is `default` when absent. */
  draw(frame: Frame, theme?: ThemeName): void;
}

/** Takes the terminal over. Disposing of the painter gives it back as it was. The one file that knows blessed. */
export function openPainter(terminal: Terminal, told: PainterListener): Painter {
  using undo = new DisposableStack();
  const output = undo.use(
    openTerminalOutput(terminal, { resized: () => told.resized(), lost: () => told.terminalLost() }),
  );
  const input = undo.use(openTerminalInput(terminal, { ended: () => told.keysEnded() }));
  const screen = undo.adopt(openScreen(terminal, input.stream, output.stream), (each) => each.destroy());
  const box = blessed.box(boxOptions(screen));
  const typedBy = typedCharacters();
  screen.program.on('keypress', (character?: string, key?: PressedKey) => {
    const typed = typedBy(character);
    const name = keyName(typed === '' ? undefined : typed, key);
    if (name !== 'none') told.key(name, typed);
  });
  const taken = undo.move();
  return {
    size: () => terminalSize(terminal),
    readiness: () => (terminal.output.writableNeedDrain ? 'busy' : 'ready'),
    draw(frame, theme = 'default') {
      const { page, tones } = THEMES[theme];
      box.style = page;
      box.setContent(frameCodes(frame, tones, terminal.characters ?? 'unicode'));
      screen.render();
    },
    [Symbol.dispose]: () => taken.dispose(),
  };
}

/** blessed would leave with exit status 0, which means success here, on a signal that nobody else listens to. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;

function openScreen(terminal: Terminal, input: PassThrough, output: Duplex): blessed.Widgets.Screen {
  const before = SIGNALS.map((signal) => new Set(process.listeners(signal)));
  const name = terminal.name === undefined ? {} : { terminal: terminal.name };
  const screen = blessed.screen({ input, output, fullUnicode: true, forceUnicode: true, ...name });
  for (const [at, signal] of SIGNALS.entries()) {
    const added = process.listeners(signal).filter((listener) => !before[at]?.has(listener));
    for (const listener of added) process.off(signal, listener);
  }
  // Line drawing by switching character sets shows as letters in screen and tmux; Unicode lines do not.
  Object.assign(screen.tput, { brokenACS: true });
  return screen;
}

/** Not in the types of blessed. Lines come cut to the screen, and blessed would wrap one that just fits. */
function boxOptions(parent: blessed.Widgets.Screen) {
  return { parent, top: 0, left: 0, width: '100%', height: '100%', tags: false, wrap: false };
}
