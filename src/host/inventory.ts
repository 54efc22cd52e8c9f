import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Facts } from '../core/faults.ts';
import { siblingModule } from './sibling-module.ts';

export type InventoryPiece = 'system' | 'cpu' | 'memory' | 'battery' | 'network' | 'graphics';

/** What the machine is made of, for the report. No decision is taken by it. */
export type Inventory = Readonly<Record<InventoryPiece, Facts | 'unknown'>>;

const WORKER = siblingModule('inventory-worker', import.meta.url);
const TIME_LIMIT_MS = 10_000;
const MAX_OUTPUT_BYTES = 1 << 16;
const MAX_TEXT_CHARS = 200;
const MAX_LIST_LENGTH = 32;

type Child = ChildProcessByStdio<null, Readable, null>;

/**
 * Looks the machine over with systeminformation. Never fails: a piece that is not known when the time is over is
 * `'unknown'`.
 *
 * Another process does it, because systeminformation waits for `dmidecode`, `nmcli` and the like in a way that would
 * stop the agent's thread, and because a tool that hangs can be killed there.
 */
export async function inventory(
  timeLimitMs: number = TIME_LIMIT_MS,
  worker: URL = WORKER,
): Promise<Inventory> {
  const known = new Map((await outputOf(worker, timeLimitMs)).split('\n').map(pieceOf));
  const piece = (name: InventoryPiece): Facts | 'unknown' => known.get(name) ?? 'unknown';
  return {
    system: piece('system'),
    cpu: piece('cpu'),
    memory: piece('memory'),
    battery: piece('battery'),
    network: piece('network'),
    graphics: piece('graphics'),
  };
}

async function outputOf(worker: URL, timeLimitMs: number): Promise<string> {
  const child = spawn(process.execPath, [fileURLToPath(worker)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  const chunks: Uint8Array[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<unknown>();
  let bytes = 0;
  child.stdout.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > MAX_OUTPUT_BYTES) end('too long');
    else chunks.push(chunk);
  });
  child.once('close', end).once('error', end);
  const timer = setTimeout(end, timeLimitMs);
  await over;
  clearTimeout(timer);
  killWithItsChildren(child);
  return Buffer.concat(chunks).toString('utf8');
}

function killWithItsChildren(child: Child): void {
  child.stdout.destroy();
  const isOver = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  // It leads a process group of its own, which is what a negative id names.
  if (!isOver) process.kill(-child.pid, 'SIGKILL');
}

function pieceOf(line: string): [name: string, facts: Facts | 'unknown'] {
  try {
    const piece: unknown = JSON.parse(line);
    return Array.isArray(piece) ? [String(piece[0]), factsOf(piece[1])] : ['', 'unknown'];
  } catch {
    // The last line of a worker that was killed may be cut short.
    return ['', 'unknown'];
  }
}

/** Devices name themselves, so their words are bounded and cleaned here. What is empty is left out. */
function factsOf(value: unknown): Facts | 'unknown' {
  if (typeof value !== 'object' || value === null) return 'unknown';
  const facts = Object.entries(value).flatMap(([name, fact]) => {
    const clean = cleaned(fact);
    return clean === null ? [] : [[name, clean] as const];
  });
  return facts.length === 0 ? 'unknown' : Object.fromEntries(facts);
}

function cleaned(fact: unknown): string | number | string[] | null {
  if (typeof fact === 'number') return fact;
  if (typeof fact === 'string') return cleanText(fact);
  if (!Array.isArray(fact)) return null;
  return fact.slice(0, MAX_LIST_LENGTH).flatMap((item) => cleanText(String(item)) ?? []);
}

/** Null for no text and for the dash that stands for it in systeminformation. */
function cleanText(text: string): string | null {
  const clean = text
    .slice(0, MAX_TEXT_CHARS)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trim();
  return clean === '' || clean === '-' ? null : clean;
}
