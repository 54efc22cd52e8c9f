import { stat } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import { refuseExisting } from '../../release/refuse-existing.ts';
import { diskTitle } from '../disk/disk-title.ts';
import { listSticks } from '../disk/list-sticks.ts';
import { namedDisk } from '../disk/named-disk.ts';
import type { CreateRequest } from './create-request.ts';
import type { Prompts } from './prompts.ts';
import type { Target } from './target.ts';
import { unanswered } from './unanswered.ts';

/** What is to be made a stick of: named, or chosen from the sticks that are there. @throws Fault MAK-01, OPT-01 */
export async function pickTargets(
  request: Pick<CreateRequest, 'to' | 'image' | 'backup'>,
  prompts: Prompts | 'nobody',
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const { to, image, backup } = request;
  const isNamed = to.length > 0 || image !== undefined;
  const paths = isNamed ? to : await chosenPaths(prompts, signal);
  const disks: Target[] = [];
  for (const path of paths) disks.push({ kind: 'disk', disk: await namedDisk(path), backup });
  refuseTwice(disks);
  if (backup !== undefined) {
    if (disks.length !== 1) throw wrong('--backup', 'it saves one stick: name one with --to');
    await refuseExisting(backup);
  }
  if (image === undefined) return disks;
  await refuseDevice(image.path);
  return [...disks, { kind: 'image', ...image }];
}

function wrong(option: string, problem: string): Fault {
  return new Fault('OPT-01', { option, problem });
}

async function chosenPaths(prompts: Prompts | 'nobody', signal: AbortSignal): Promise<readonly string[]> {
  if (prompts === 'nobody') throw unanswered('--to', 'which stick to write');
  const sticks = await listSticks(signal);
  const usable = sticks.filter(({ refusal }) => refusal === 'none');
  if (usable.length === 0) {
    const inUse = sticks.map(({ disk, refusal }) => `${disk.devicePath}: ${refusal}`);
    throw wrong('--to', ['no stick is plugged in that could be written', ...inUse].join('; '));
  }
  return await prompts.several(
    'Which stick? Everything on it will be lost. (space marks, enter goes on)',
    usable.map(({ disk, contents }) => ({ value: disk.devicePath, label: diskTitle(disk), hint: contents })),
  );
}

function refuseTwice(targets: readonly Target[]): void {
  const names = targets.flatMap((target) => (target.kind === 'disk' ? [target.disk.name] : []));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw wrong('--to', `${twice} is named twice`);
}

async function refuseDevice(path: string): Promise<void> {
  const there = await stat(path).catch(() => 'absent' as const);
  if (there !== 'absent' && !there.isFile())
    throw wrong('--image', `${path} is no file; --to writes to a device`);
}
