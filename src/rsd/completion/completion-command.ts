import { completionCommand as completionOf } from '../../cli/completion-command.ts';
import type { MakeCommand } from '../program.ts';

/** `rsd completion`. */
export const completionCommand: MakeCommand = (setting) =>
  completionOf('rsd', (script) => setting().voice.result(script.trimEnd()));
