import type { LayoutPartition, Manifest } from '../catalog/manifest.ts';
import { Fault } from '../core/faults.ts';

/** A partition with its place on one disk. */
export interface PlannedPartition extends LayoutPartition {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

export interface DiskGeometry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sectorBytes: 512 | 4096;
}

/** Partitions start on whole mebibytes, as every partitioner of the last decade does. */
const ALIGN_BYTES = 1 << 20;
/** Room for the second partition table, rounded up so that the end is aligned for any sector size. */
const TAIL_BYTES = 5 * 4096;

/**
 * Places the partitions of a layout on a disk, in the order of the layout. The one with size `rest` gets what the others leave.
 * @throws Fault DSK-02 when they do not fit, DSK-11 when the layout makes no sense
 */
export function planLayout(layout: Manifest['layout'], disk: DiskGeometry): readonly PlannedPartition[] {
  refuseNonsense(layout);
  const endBytes = Math.floor((disk.sizeBytes - TAIL_BYTES) / ALIGN_BYTES) * ALIGN_BYTES;
  const fixedBytes = layout.reduce((sum, { sizeBytes }) => sum + aligned(sizeBytes), ALIGN_BYTES);
  const restBytes = endBytes - fixedBytes;
  const least = layout.some(({ sizeBytes }) => sizeBytes === 'rest') ? ALIGN_BYTES : 0;
  if (restBytes < least) {
    const neededBytes = fixedBytes + least + TAIL_BYTES;
    throw new Fault('DSK-02', { disk: disk.name, diskBytes: disk.sizeBytes, neededBytes });
  }
  return placed(layout, restBytes);
}

function placed(layout: Manifest['layout'], restBytes: number): PlannedPartition[] {
  let offsetBytes = ALIGN_BYTES;
  return layout.map((partition) => {
    const lengthBytes = partition.sizeBytes === 'rest' ? restBytes : partition.sizeBytes;
    const here = { ...partition, offsetBytes, lengthBytes };
    offsetBytes += aligned(lengthBytes);
    return here;
  });
}

function aligned(sizeBytes: number | 'rest'): number {
  return sizeBytes === 'rest' ? 0 : Math.ceil(sizeBytes / ALIGN_BYTES) * ALIGN_BYTES;
}

function refuseNonsense(layout: Manifest['layout']): void {
  const rootfsNumbers = new Set(having(layout, 'rootfs').map(({ number }) => number));
  const kernels = having(layout, 'kernel');
  const problem =
    repeated(layout.map(({ number }) => `partition number ${number}`)) ??
    repeated(layout.map(({ label }) => `label "${label}"`)) ??
    repeated(layout.filter(({ sizeBytes }) => sizeBytes === 'rest').map(() => 'size "rest"')) ??
    (kernels.length === 0 ? 'no partition takes the kernel' : undefined) ??
    // A Chromium OS kernel finds its root filesystem in the partition after its own (PARTNROFF=1).
    unpaired(kernels, rootfsNumbers) ??
    mistyped(kernels) ??
    unbootable(kernels) ??
    bootsNothing(layout) ??
    unmakeable(layout);
  if (problem !== undefined) throw new Fault('DSK-11', { problem });
}

function having(layout: Manifest['layout'], payload: 'kernel' | 'rootfs'): readonly LayoutPartition[] {
  return layout.filter((partition) => partition.payload === payload);
}

function repeated(values: readonly string[]): string | undefined {
  const twice = values.find((value, at) => values.indexOf(value) !== at);
  return twice === undefined ? undefined : `${twice} is there twice`;
}

function unpaired(kernels: readonly LayoutPartition[], rootfs: ReadonlySet<number>): string | undefined {
  const alone = kernels.find(({ number }) => !rootfs.has(number + 1));
  return alone && `partition ${alone.number} takes the kernel, and ${alone.number + 1} no root filesystem`;
}

/** The firmware looks for kernels in partitions of the type for kernels, and nowhere else. */
function mistyped(kernels: readonly LayoutPartition[]): string | undefined {
  const wrong = kernels.find(({ type }) => type !== 'kernel');
  return wrong && `partition ${wrong.number} takes the kernel and has the type "${wrong.type}"`;
}

function unbootable(kernels: readonly LayoutPartition[]): string | undefined {
  return kernels.some(boots) ? undefined : 'the firmware would start none of the kernels';
}

function bootsNothing(layout: Manifest['layout']): string | undefined {
  const empty = layout.find((partition) => partition.payload !== 'kernel' && boots(partition));
  return empty && `partition ${empty.number} is marked for booting and has no kernel`;
}

function boots({ boot }: LayoutPartition): boolean {
  return boot !== undefined && boot.priority > 0 && (boot.successful === 1 || boot.tries > 0);
}

// Filesystems are made after everything was read back: one on top of a payload would destroy what was just proven.
function unmakeable(layout: Manifest['layout']): string | undefined {
  const asked = layout.filter(({ filesystem }) => filesystem !== undefined);
  const taken = asked.find(({ payload }) => payload !== undefined);
  if (taken) return `partition ${taken.number} takes a payload and a new filesystem`;
  const small = asked.find(({ sizeBytes }) => sizeBytes !== 'rest' && sizeBytes < ALIGN_BYTES);
  return small && `partition ${small.number} is too small for a filesystem`;
}
