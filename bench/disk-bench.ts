import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { deviceNode } from './device-node.ts';
import { loopDevice } from './loop-device.ts';
import { makeImage, type Recipe } from './make-image.ts';
import { printCosts } from './print-costs.ts';
import { refuseWithout } from './refuse-without.ts';
import { type Cost, timed } from './timed.ts';

const MIB = 1 << 20;
const MEMORY = '/dev/shm';
const EMMC_BYTES_PER_SECOND = 200_000_000;
/** Rounds go through all tools one after the other, so that a slow minute of the machine hits them all. */
const PLANS = [
  { sizeBytes: 1024 * MIB, bytesPerSecond: undefined, rounds: 5 },
  { sizeBytes: 1024 * MIB, bytesPerSecond: EMMC_BYTES_PER_SECOND, rounds: 2 },
  { sizeBytes: 4096 * MIB, bytesPerSecond: undefined, rounds: 3 },
  { sizeBytes: 4096 * MIB, bytesPerSecond: EMMC_BYTES_PER_SECOND, rounds: 1 },
] as const;
const YARDSTICK = 'dd oflag=direct';

function tools(folder: string, recipe: Recipe, device: string, sizeBytes: number): Record<string, string[]> {
  const stick = join(folder, 'stick');
  const image = imageOn(stick);
  const flash = join(folder, 'flash.js');
  const ours = (mode: string): string[] => [
    ...deviceNode(),
    flash,
    stick,
    JSON.stringify(recipe),
    device,
    String(sizeBytes),
    mode,
  ];
  return {
    [YARDSTICK]: ['dd', `if=${image}`, `of=${device}`, 'bs=1M', 'oflag=direct', 'conv=fsync'],
    'dd + fsync': ['dd', `if=${image}`, `of=${device}`, 'bs=1M', 'conv=fsync'],
    'bmaptool copy': ['bmaptool', '-q', 'copy', '--bmap', `${image}.bmap`, image, device],
    'rsd, each block checked': ours('write'),
    'rsd, checked and read back': ours('write-and-read-back'),
  };
}

function imageOn(stick: string): string {
  return join(stick, 'recovery/bench/rootfs.img');
}

/** Makes the image that all tools write, and the map that bmaptool wants. */
function prepare(folder: string, sizeBytes: number): Recipe {
  const stick = join(folder, 'stick');
  const recipe = makeImage(stick, sizeBytes);
  const image = imageOn(stick);
  execFileSync('bmaptool', ['-q', 'create', '-o', `${image}.bmap`, image], { stdio: 'ignore' });
  refuseHoles(`${image}.bmap`);
  return recipe;
}

async function compare(plan: (typeof PLANS)[number], folder: string, recipe: Recipe): Promise<void> {
  const image = imageOn(join(folder, 'stick'));
  const diskBytes = plan.sizeBytes + 16 * MIB;
  using device = loopDevice(join(folder, 'disk'), diskBytes, plan.bytesPerSecond);
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [name, command] of Object.entries(tools(folder, recipe, device.path, diskBytes))) {
      const cost = await timed(command, device.group);
      costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
    if (round === 0) execFileSync('cmp', ['-n', String(recipe.dataBlocks * 4096), image, device.path]);
  }
  print(plan, costs);
}

/** A map with holes would let bmaptool write less than the others. */
function refuseHoles(bmap: string): void {
  const text = readFileSync(bmap, 'utf8');
  const [all, mapped] = ['BlocksCount', 'MappedBlocksCount'].map(
    (tag) => new RegExp(`<${tag}>\\s*(\\d+)`).exec(text)?.[1],
  );
  if (all === undefined || all !== mapped) throw new Error(`The map has holes: ${mapped} of ${all} blocks`);
}

function print(plan: (typeof PLANS)[number], costs: ReadonlyMap<string, readonly Cost[]>): void {
  const speed =
    plan.bytesPerSecond === undefined ? 'at full speed' : `throttled to ${plan.bytesPerSecond / 1e6} MB/s`;
  const size = `${plan.sizeBytes / MIB / 1024} GiB`;
  const title = `${size} from the page cache to a loop device ${speed}, median of ${plan.rounds}`;
  printCosts(title, { tool: YARDSTICK, short: 'dd' }, costs);
}

refuseWithout(['losetup', 'dd', 'bmaptool'], 'mount coreutils bmap-tools');
const folder = mkdtempSync(join(MEMORY, 'rsd-bench-'));
try {
  bundle(folder, ['bench/flash.ts', 'src/host/block-checker-worker.ts']);
  let made: { readonly sizeBytes: number; readonly recipe: Recipe } | undefined;
  for (const plan of PLANS) {
    const { sizeBytes } = plan;
    if (made?.sizeBytes !== sizeBytes) made = { sizeBytes, recipe: prepare(folder, sizeBytes) };
    await compare(plan, folder, made.recipe);
  }
} finally {
  rmSync(folder, { recursive: true });
}
