import { knownLanguages } from '../src/host/known-languages.ts';
import { readLocale } from '../src/host/read-locale.ts';
import { visualOrder } from '../src/ui/visual-order.ts';
import { wordings } from '../src/ui/wordings.ts';
import { attachTerminal } from './attach-terminal.ts';
import type { Machine } from './machine.ts';
import { SerialScreen } from './serial-screen.ts';

/** In whatever language the person chose. */
const COMPLETE = new RegExp(completeTexts().map(escaped).join('|'));

/**
 * Gives a machine to the person who sits at this terminal, with its serial line, or at its display. When its screen says
 * that recovery is complete, the stick is pulled.
 * Returns when that was, or `'not complete'` when the machine went off before or the person left with Ctrl-].
 */
export async function attendedRecovery(
  machine: Machine,
  person: 'at-terminal' | 'at-display',
): Promise<{ readonly completeAtMs: number } | 'not complete'> {
  using terminal = person === 'at-terminal' ? attachTerminal(process, machine.serial) : undefined;
  const complete = pullWhenComplete(machine);
  await Promise.race([machine.ended, ...(terminal ? [terminal.left.then(() => machine.kill())] : [])]);
  const completeAtMs = await complete;
  const { reason } = await machine.ended;
  return completeAtMs === 'never' || reason !== 'guest-reset' ? 'not complete' : { completeAtMs };
}

async function pullWhenComplete(machine: Machine): Promise<number | 'never'> {
  const screen = new SerialScreen(machine.serial);
  if ((await screen.shows(COMPLETE, Number.POSITIVE_INFINITY)) === undefined) return 'never';
  const completeAtMs = machine.sinceStartMs();
  await machine.usb.pull();
  return completeAtMs;
}

function completeTexts(): readonly string[] {
  const wordingOf = wordings(readLocale, 'unicode', 'full');
  return knownLanguages().map(({ tag }) => {
    const { direction, texts } = wordingOf(tag);
    return direction === 'right-to-left' ? visualOrder(texts.complete) : texts.complete;
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
