import { assertNever } from '../core/assert-never.ts';
import type { Command } from '../core/commands.ts';
import { Fault } from '../core/faults.ts';
import type { Keyboard } from './keyboard.ts';
import type { LanguageDesk } from './language-desk.ts';
import type { PowerDesk } from './power-desk.ts';
import type { WifiDesk } from './wifi-desk.ts';

/** Everything that a screen can reach. */
export interface Obeying {
  readonly keyboard: Keyboard;
  readonly wifi: WifiDesk;
  readonly languages: LanguageDesk;
  readonly power: PowerDesk;
  readonly stop: AbortController;
}

/** Does what a screen asks for. */
export function obey(command: Command, { keyboard, wifi, languages, power, stop }: Obeying): void {
  switch (command.kind) {
    case 'key':
      return keyboard.press(command.key);
    case 'acknowledge':
      return keyboard.acknowledge();
    case 'wifi':
      return wifi.answer(command.answer);
    case 'language':
      return languages.choose(command.language);
    case 'power':
      return power.goOn();
    case 'cancel':
      return stop.abort(new Fault('AGT-02', { by: 'the person at the screen' }));
    default:
      return assertNever(command);
  }
}
