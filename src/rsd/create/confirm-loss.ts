import { stat } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import { diskContents } from '../disk/disk-contents.ts';
import { diskTitle } from '../disk/disk-title.ts';
import type { Prompts } from './prompts.ts';
import type { Target } from './target.ts';
import { unanswered } from './unanswered.ts';

/** Has a person agree to what will be lost, by its name. @throws Fault MAK-07 when they do not, OPT-01 when nobody is there */
export async function confirmLoss(
  targets: readonly Target[],
  prompts: Prompts | 'nobody',
  signal: AbortSignal,
): Promise<void> {
  const losses: string[] = [];
  for (const target of targets) {
    const loss = await lossOf(target, signal);
    if (loss !== 'nothing') losses.push(loss);
  }
  if (losses.length === 0) return;
  const question = `Everything on ${losses.join(' and on ')} will be lost. Go on?`;
  if (prompts === 'nobody') throw unanswered('--yes', `this: ${question}`);
  if ((await prompts.confirm(question)) === 'no')
    throw new Fault('MAK-07', { by: 'the person at the terminal' });
}

async function lossOf(target: Target, signal: AbortSignal): Promise<string> {
  if (target.kind === 'disk')
    return `${diskTitle(target.disk)}, now ${await diskContents(target.disk, signal)},`;
  const there = await stat(target.path).catch(() => 'absent' as const);
  return there === 'absent' ? 'nothing' : `the file ${target.path}`;
}
