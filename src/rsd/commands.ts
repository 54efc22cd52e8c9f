import { completionCommand } from './completion/completion-command.ts';
import { createCommand } from './create/create-command.ts';
import { extractKernelCommand } from './extract-kernel/extract-kernel-command.ts';
import { importCommand } from './import/import-command.ts';
import { inspectCommand } from './inspect/inspect-command.ts';
import { keysCommand } from './keys/keys-command.ts';
import { lineCommand } from './line/line-command.ts';
import { listCommand } from './list/list-command.ts';
import { planCommand } from './plan/plan-command.ts';
import type { MakeCommand } from './program.ts';
import { publishCommand } from './publish/publish-command.ts';
import { removeCommand } from './remove/remove-command.ts';
import { restoreCommand } from './restore/restore-command.ts';
import { signCommand } from './sign/sign-command.ts';
import { verifyCommand } from './verify/verify-command.ts';

/** The commands of `rsd`, in the order in which its help lists them. */
export const COMMANDS: readonly MakeCommand[] = [
  createCommand,
  restoreCommand,
  publishCommand,
  listCommand,
  removeCommand,
  lineCommand,
  planCommand,
  inspectCommand,
  verifyCommand,
  signCommand,
  keysCommand,
  importCommand,
  extractKernelCommand,
  completionCommand,
];
