import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';

export interface LoopDevice extends Disposable {
  readonly path: string;
  /** A blkio cgroup whose members write at the throttled speed, or undefined. */
  readonly group: string | undefined;
}

const BLKIO = '/sys/fs/cgroup/blkio';

/** A loop device over a file in memory, at full speed or as slow as an eMMC is. Needs root. */
export function loopDevice(
  backing: string,
  sizeBytes: number,
  bytesPerSecond: number | undefined,
): LoopDevice {
  writeFileSync(backing, '');
  truncateSync(backing, sizeBytes);
  const path = execFileSync('losetup', ['--find', '--show', backing], { encoding: 'utf8' }).trim();
  const group = bytesPerSecond === undefined ? undefined : throttle(path, bytesPerSecond);
  return {
    path,
    group,
    [Symbol.dispose]() {
      if (group !== undefined) unthrottle(path, group);
      execFileSync('losetup', ['--detach', path]);
    },
  };
}

// Direct writes count for the writer's group, buffered ones for the root group, whose threads write them back.
function throttle(path: string, bytesPerSecond: number): string {
  const group = `${BLKIO}/rsd-bench`;
  mkdirSync(group, { recursive: true });
  for (const one of [group, BLKIO]) limit(one, path, bytesPerSecond);
  return group;
}

function unthrottle(path: string, group: string): void {
  for (const one of [group, BLKIO]) limit(one, path, 0);
  rmdirSync(group);
}

function limit(group: string, path: string, bytesPerSecond: number): void {
  const { rdev } = statSync(path);
  writeFileSync(`${group}/blkio.throttle.write_bps_device`, `${rdev >> 8}:${rdev & 0xff} ${bytesPerSecond}`);
}
