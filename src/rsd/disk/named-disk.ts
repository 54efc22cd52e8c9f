import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { DiskDescription } from '../../core/ports.ts';
import { describeDisk } from '../../host/describe-disk.ts';
import { stickRefusal } from './stick-refusal.ts';

/** The disk that a path means, when it may be made a stick. @throws Fault OPT-01, MAK-01 */
export async function namedDisk(path: string): Promise<DiskDescription> {
  const device = await realpath(path).catch(() => 'absent');
  const kind = device === 'absent' ? 'absent' : await stat(device);
  if (kind === 'absent') throw wrong(path, 'there is no such device');
  if (!kind.isBlockDevice()) throw wrong(path, 'it is no disk; --image writes to a file');
  const disk = await describeDisk('/', basename(device));
  if (disk === 'no-disk') throw wrong(path, 'it is no whole disk: name the one that it is a part of');
  const refusal = stickRefusal(disk);
  if (refusal !== 'none') throw new Fault('MAK-01', { disk: path, problem: refusal });
  const mayWrite = await access(device, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!mayWrite)
    throw new Fault('MAK-01', { disk: path, problem: 'only root may write to it: run this with sudo' });
  return disk;
}

function wrong(option: string, problem: string): Fault {
  return new Fault('OPT-01', { option, problem });
}
