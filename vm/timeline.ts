import type { SerialText } from './serial-line.ts';

export interface TimelineRow {
  readonly name: string;
  /** When it was over, since power on. */
  readonly atMs: number;
  readonly tookMs: number;
}

export interface TimedRun {
  readonly lines: readonly SerialText[];
  /** What the stand-in for the firmware took before the machine was started. */
  readonly firmwareMs: number;
  /** When the agent said that recovery is complete, since the machine was started. */
  readonly completeAtMs: number;
}

/** What each mark of the recovery software ends. */
const ENDED_BY: Readonly<Record<string, string>> = {
  initramfs: 'kernel',
  verified: 'initramfs: root filesystem verified',
  switch: 'initramfs: the rest',
  'user-space': 'user space',
  node: 'Node',
  agent: 'agent',
  screen: 'first screen',
};
const MARK = /\brsd-mark ([a-z-]+) (\d+(?:\.\d+)?)/;

/**
 * Where the time from power on to a complete recovery went. The marks carry the guest's uptime, so that a busy serial
 * line does not shift them; when the kernel began follows from the first one.
 */
export function timeline({ lines, firmwareMs, completeAtMs }: TimedRun): readonly TimelineRow[] {
  const marks = lines.flatMap(({ text, atMs }) => {
    const [, name = '', uptime] = MARK.exec(text) ?? [];
    const ends = ENDED_BY[name];
    return ends === undefined ? [] : [{ name: ends, uptimeMs: Number(uptime) * 1000, atMs }];
  });
  const [first] = marks;
  const kernelMs = firmwareMs + (first === undefined ? 0 : first.atMs - first.uptimeMs);
  // The agent may have been started more than once: the first time counts.
  const firsts = marks.filter(({ name }, at) => marks.findIndex((mark) => mark.name === name) === at);
  return withDurations([
    { name: 'firmware', atMs: kernelMs },
    ...firsts.map(({ name, uptimeMs }) => ({
      name,
      atMs: kernelMs + uptimeMs,
    })),
    { name: 'complete', atMs: firmwareMs + completeAtMs },
  ]);
}

function withDurations(points: readonly { name: string; atMs: number }[]): readonly TimelineRow[] {
  const inOrder = points.toSorted((a, b) => a.atMs - b.atMs);
  return inOrder.map((point, index) => ({
    ...point,
    tookMs: point.atMs - (inOrder[index - 1]?.atMs ?? 0),
  }));
}
