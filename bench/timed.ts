import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

// Looking oftener takes a processor from what is measured.
const LOOK_EVERY_MS = 25;

/** Runs a command as a whole process and measures it. Its memory is the kernel's own high-water mark. @throws when it fails */
export async function timed(command: readonly string[], group: string | undefined): Promise<Cost> {
  // The shell's own `time` knows the CPU seconds of all children, threads included; entering a cgroup is a write.
  const enter = group === undefined ? '' : `echo $$ > ${group}/cgroup.procs && `;
  const script = `${enter}TIMEFORMAT='%R %U %S'; time "$@"`;
  const child = spawn('bash', ['-c', script, 'bash', ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let peakBytes = 0;
  const watch = setInterval(
    () => (peakBytes = Math.max(peakBytes, highWater(child.pid ?? 0))),
    LOOK_EVERY_MS,
  );
  const [status] = await once(child, 'close');
  clearInterval(watch);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${said}`);
  const [seconds = 0, user = 0, system = 0] = (said.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, peakBytes };
}

/** Of all processes that the shell has started, and those that they have. */
function highWater(shell: number): number {
  return childrenOf(shell).reduce((sum, pid) => sum + ownHighWater(pid) + highWater(pid), 0);
}

function ownHighWater(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(text(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

function childrenOf(pid: number): number[] {
  return text(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has just ended.
    return '';
  }
}
