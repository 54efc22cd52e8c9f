import { readFileSync } from 'node:fs';

/** Of Linux, on every architecture: what `getconf CLK_TCK` says. */
const TICKS_PER_SECOND = 100;

/** The most memory that a process ever had, in bytes; 0 when it has ended. proc(5), VmHWM. */
export function highWaterBytes(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** What the children of a process that have ended have used, and theirs. proc(5), cutime and cstime of /proc/pid/stat. */
export function childrenCpuSeconds(pid: number): number {
  // The name of the program stands in parentheses, and may have some itself.
  const fields = textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  const [user = 0, system = 0] = fields.slice(13, 15).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** Every process that `pid` has started and that still runs, and theirs. */
export function descendants(pid: number): readonly number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Memory of a process in bytes, where what it shares with others counts in parts; 0 when it has ended. proc(5), Pss. */
export function proportionalBytes(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has just ended.
    return '';
  }
}
