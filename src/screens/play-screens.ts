import { openPainter, type Painter } from '../ui/paint.ts';
import type { Terminal } from '../ui/terminal.ts';
import { view } from '../ui/view.ts';
import type { WordingOf } from '../ui/wording.ts';
import { type Player, type PlayerInput, playerAfter, waitMs } from './player.ts';

export interface Playing {
  readonly terminal: Terminal;
  readonly wordingOf: WordingOf;
  /** How many times as fast as it was; or at the press of a key. */
  readonly pace: number | 'by-key';
}

/** Plays a run on a terminal until its person leaves or the terminal goes away. Returns where that was. */
export async function playScreens(first: Player, { terminal, wordingOf, pace }: Playing): Promise<Player> {
  using undo = new DisposableStack();
  const over = Promise.withResolvers<void>();
  let player = first;
  let next: NodeJS.Timeout | undefined;
  undo.defer(() => clearTimeout(next));
  const show = (): void => {
    player = drawn(player, painter, wordingOf);
  };
  const take = (input: PlayerInput): void => {
    const { shown } = player;
    player = playerAfter(player, input);
    if (player.screen.over === 'yes') over.resolve();
    show();
    if (player.shown !== shown) wait();
  };
  const wait = (): void => {
    clearTimeout(next);
    const ms = pace === 'by-key' ? 'for-ever' : waitMs(player, pace);
    if (ms !== 'for-ever') next = setTimeout(() => take('next-event'), ms);
  };
  const painter = undo.use(
    openPainter(terminal, {
      key: (key, typed) => take({ kind: 'key', key, typed }),
      resized: show,
      keysEnded: () => over.resolve(),
      terminalLost: () => over.resolve(),
    }),
  );
  const seconds = setInterval(() => take({ kind: 'second-passed' }), 1000);
  undo.defer(() => clearInterval(seconds));
  if (pace === 'by-key') clearInterval(seconds);
  show();
  wait();
  await over.promise;
  return player;
}

function drawn(player: Player, painter: Painter, wordingOf: WordingOf): Player {
  const { state, local } = player.screen;
  const frame = view(state, painter.size(), local, wordingOf(state.language));
  painter.draw(frame, local.theme ?? state.theme);
  return playerAfter(player, { kind: 'drawn', scroll: frame.scroll });
}
