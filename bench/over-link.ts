import { spawnSync } from 'node:child_process';

/** What the namespace has instead of a network card: its own loopback, which sends no faster than a cable would. */
const MAKE_LINK = `set -e
ip link set lo up
tc qdisc add dev lo root tbf rate "$1"mbit burst 256kb latency 50ms
shift
exec "$@"`;

/**
 * Runs a command in a network namespace of its own, where loopback is as fast as a link of `mbitPerSecond`. What it says
 * is seen. @throws when the namespace cannot be made, or the command fails
 */
export function overLink(mbitPerSecond: number, command: readonly string[]): void {
  const made = ['--net', 'sh', '-c', MAKE_LINK, 'sh', String(mbitPerSecond)];
  const { status, error } = spawnSync('unshare', [...made, ...command], { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`Over a link: ${command.join(' ')} ended with ${status}`, { cause: error });
}
