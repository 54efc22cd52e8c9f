import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { addRelease, simulatedTree } from '../test/rsd/simulated-tree.ts';
import { type LoopDevice, loopDevice } from './loop-device.ts';
import { refuseWithout } from './refuse-without.ts';
import { timed } from './timed.ts';

const MIB = 1 << 20;
const MEMORY = '/dev/shm';
const RSD = join(import.meta.dirname, '../src/rsd/main.ts');
const ROOTFS_BLOCKS = (512 * MIB) / 4096;
const STICK_BYTES = 1024 * MIB;
/** A good stick of USB 3, and none. */
const PLANS = [
  { bytesPerSecond: undefined, rounds: 5 },
  { bytesPerSecond: 100_000_000, rounds: 2 },
] as const;
const GOAL = 0.9;

const RESULT = z.object({
  targets: z.tuple([
    z.object({ writtenBytes: z.number(), writeSeconds: z.number(), verifySeconds: z.number() }),
  ]),
});

interface Speeds {
  /** Bytes per second. */
  readonly dd: number;
  readonly write: number;
  readonly verify: number;
}

/** Makes a stick as a person would, and asks how long writing and reading back took. */
function create(tree: string, to: readonly string[], group: string | undefined): z.infer<typeof RESULT> {
  const enter = group === undefined ? '' : `echo $$ > ${group}/cgroup.procs && `;
  const rsd = [process.execPath, RSD, 'create', '--from', tree, '--hwid', 'NIMBUS', '--yes', '--json', ...to];
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `${enter}exec "$@"`, 'bash', ...rsd], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`rsd ended with ${status}: ${stderr}`);
  return RESULT.parse(JSON.parse(stdout));
}

/** One after the other, so that a slow minute of the machine hits both. */
async function round(tree: string, image: string, device: LoopDevice): Promise<Speeds> {
  const dd = ['dd', `if=${image}`, `of=${device.path}`, 'bs=1M', 'oflag=direct', 'conv=fsync'];
  const { seconds } = await timed(dd, device.group);
  const { writtenBytes, writeSeconds, verifySeconds } = create(tree, ['--to', device.path], device.group)
    .targets[0];
  return {
    dd: statSync(image).size / seconds,
    write: writtenBytes / writeSeconds,
    verify: writtenBytes / verifySeconds,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function print(plan: (typeof PLANS)[number], rounds: readonly Speeds[]): void {
  const speed =
    plan.bytesPerSecond === undefined ? 'at full speed' : `throttled to ${plan.bytesPerSecond / 1e6} MB/s`;
  const row = (name: string, key: keyof Speeds): string => {
    const mbs = median(rounds.map((one) => one[key])) / 1e6;
    const ratio = median(rounds.map((one) => one[key] / one.dd));
    return `${name.padEnd(24)} ${mbs.toFixed(0).padStart(6)} MB/s  ${ratio.toFixed(2)} x dd`;
  };
  const lines = [
    `A stick onto a loop device in memory ${speed}, median of ${rounds.length}; the goal for writing is ${GOAL} x dd`,
    row('dd oflag=direct bs=1M', 'dd'),
    row('rsd create, writing', 'write'),
    row('rsd create, reading back', 'verify'),
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

refuseWithout(['losetup', 'dd'], 'mount coreutils');
const folder = mkdtempSync(join(MEMORY, 'rsd-bench-'));
try {
  const tree = join(folder, 'tree');
  await simulatedTree(tree);
  await addRelease(tree, { id: 'nimbus-9', osVersion: '9', dataBlocks: ROOTFS_BLOCKS, packing: 'plain' });
  const image = join(folder, 'stick.img');
  create(tree, ['--image', image], undefined);
  for (const plan of PLANS) {
    using device = loopDevice(join(folder, 'disk'), STICK_BYTES, plan.bytesPerSecond);
    const rounds: Speeds[] = [];
    for (let nth = 0; nth < plan.rounds; nth += 1) rounds.push(await round(tree, image, device));
    print(plan, rounds);
  }
} finally {
  rmSync(folder, { recursive: true });
}
