import type { LineRun } from './line-run.ts';

/** What a line cost, in lines for a person. Nothing is decided by it. */
export function runFigures({ ended, agentCpuSeconds, serverCpuSeconds, serverPeakBytes }: LineRun): string[] {
  const count = ended.length;
  const seconds = ended.map((one) => one.seconds).toSorted((a, b) => a - b);
  const [fastest = 0, median = 0, slowest = 0] = [seconds[0], seconds[count >> 1], seconds.at(-1)];
  const told = ended.filter(({ output }) => /^Server \S+: /m.test(output)).length;
  const peakBytes = Math.max(...ended.map((one) => one.peakBytes));
  return [
    `${count} agents: fastest ${fastest.toFixed(1)} s, median ${median.toFixed(1)} s, slowest ${slowest.toFixed(1)} s, which is ${(slowest / median).toFixed(2)} of the median`,
    `the last was logged in after ${Math.max(...ended.map((one) => one.secondsToLogin)).toFixed(1)} s`,
    `a server that failed was told of by ${told}`,
    `an agent: ${(agentCpuSeconds / count).toFixed(2)} CPU s, at most ${inMb(peakBytes)} MB`,
    `the server, for each agent: ${(serverCpuSeconds / count).toFixed(3)} CPU s, ${inMb(serverPeakBytes / count)} MB`,
  ];
}

function inMb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
