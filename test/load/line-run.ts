import { setTimeout as wait } from 'node:timers/promises';
import type { RealSshd } from '../net/server/real-sshd.ts';
import { type Ended, heldAgents } from './held-agents.ts';
import type { NetbookLine } from './netbook-line.ts';
import { childrenCpuSeconds, descendants, proportionalBytes } from './process-figures.ts';

/** A line that was switched on in one moment, and what it cost. */
export interface LineRun {
  readonly ended: readonly Ended[];
  /** Of all agents together, from their start to their end. */
  readonly agentCpuSeconds: number;
  readonly serverCpuSeconds: number;
  /** Of all sessions together when they needed most: each with its own part of what they share. */
  readonly serverPeakBytes: number;
}

const LOOK_EVERY_MS = 500;

export async function lineRun(
  line: NetbookLine,
  sshd: RealSshd,
  netbooks: readonly string[],
): Promise<LineRun> {
  const before = { server: childrenCpuSeconds(sshd.pid), agents: childrenCpuSeconds(process.pid) };
  using held = await heldAgents(line.agent, netbooks);
  let serverPeakBytes = 0;
  const look = (): void => {
    const bytes = descendants(sshd.pid).reduce((sum, pid) => sum + proportionalBytes(pid), 0);
    serverPeakBytes = Math.max(serverPeakBytes, bytes);
  };
  const watch = setInterval(look, LOOK_EVERY_MS);
  const ended = await held.go();
  clearInterval(watch);
  // What a session used is known when the server has seen its end.
  while (descendants(sshd.pid).length > 0) await wait(LOOK_EVERY_MS);
  return {
    ended,
    agentCpuSeconds: childrenCpuSeconds(process.pid) - before.agents,
    serverCpuSeconds: childrenCpuSeconds(sshd.pid) - before.server,
    serverPeakBytes,
  };
}
