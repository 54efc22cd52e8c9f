import { planFat32 } from '../formats/fat/plan-fat32.ts';
import type { GptTable } from '../formats/gpt/gpt-table.ts';
import type { Content } from './content.ts';
import { contentGuid } from './content-guid.ts';
import { paddedContent } from './padded-content.ts';
import { type StickPartition, stickLayout } from './stick-layout.ts';
import type { StickPiece, StickPlan } from './stick-plan.ts';
import type { StickSoftware } from './stick-software.ts';

export interface StickFile {
  /** On the data partition, with `/` between folders. */
  readonly path: string;
  readonly content: Content;
}

export interface StickSpec {
  readonly software: StickSoftware;
  readonly files: readonly StickFile[];
  /** Of the whole stick, or as small as it can be. */
  readonly sizeBytes: number | 'least';
  /** Tells sticks apart that hold something else: their GUIDs come from it. */
  readonly identity: string;
  /** Of every file. */
  readonly modified: Date;
  /** The stick as a person would name it. */
  readonly label: string;
}

const SECTOR_BYTES = 512;
const MIB = 1 << 20;
/** For logs and reports of the agent, and for what the file system itself takes. */
const DATA_ROOM_BYTES = 40 * MIB;
/** The largest cluster that `planFat32` takes. */
const CLUSTER_BYTES = 32 << 10;
/** What UEFI starts from a removable disk. */
const UKI_PATH = 'EFI/BOOT/BOOTX64.EFI';

/** What is written to a recovery stick, and where. @throws Fault MAK-02 when it is too small, FMT-01 when FAT cannot hold it */
export function planStick(spec: StickSpec): StickPlan {
  const { software, files } = spec;
  const { kernel, rootfs, uki } = software;
  const boot = uki === 'none' ? [] : [{ path: UKI_PATH, content: uki }];
  const table = stickLayout({
    bytes: {
      'EFI-SYSTEM': bytesOf(boot),
      'KERN-A': kernel.sizeBytes,
      'ROOT-A': rootfs.sizeBytes,
      'KERN-B': kernel.sizeBytes,
      'RSD-DATA': bytesOf(files) + DATA_ROOM_BYTES,
    },
    rootGuid: software.partitionGuid,
    content: spec.identity,
    label: spec.label,
    ...(spec.sizeBytes === 'least' ? {} : { sizeBytes: spec.sizeBytes }),
  });
  const pieces = [
    ...fatPieces(table, 'EFI-SYSTEM', 'RSD-EFI', boot, spec),
    piece(table, 'KERN-A', kernel),
    piece(table, 'ROOT-A', rootfs),
    piece(table, 'KERN-B', kernel),
    ...fatPieces(table, 'RSD-DATA', 'RSD-DATA', files, spec),
  ];
  return { table, pieces };
}

function bytesOf(files: readonly StickFile[]): number {
  return files.reduce(
    (sum, { content }) => sum + (Math.ceil(content.sizeBytes / CLUSTER_BYTES) + 1) * CLUSTER_BYTES,
    0,
  );
}

function piece(table: GptTable, name: StickPartition, content: Content): StickPiece {
  return { name, offsetBytes: placeOf(table, name).offsetBytes, content };
}

/**
 * The file system's own bytes, then each file, one behind the other. The rest of a file's last cluster is written as well:
 * what somebody had on the stick before must not look like a part of ours.
 */
function fatPieces(
  table: GptTable,
  name: StickPartition,
  label: string,
  files: readonly StickFile[],
  { identity, modified }: StickSpec,
): readonly StickPiece[] {
  const { offsetBytes, sizeBytes } = placeOf(table, name);
  const plan = planFat32({
    sizeBytes,
    hiddenSectors: offsetBytes / SECTOR_BYTES,
    label,
    id: Number.parseInt(contentGuid(name, identity).slice(0, 8), 16),
    modified,
    files: files.map(({ path, content }) => ({ path, sizeBytes: content.sizeBytes })),
  });
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const own: Content = {
    sizeBytes: plan.metadataBytes,
    async read(at, into) {
      plan.fill(at, into);
      return into.length;
    },
  };
  return [
    { name, offsetBytes, content: own },
    ...plan.files.flatMap((file) => {
      const content = contents.get(file.path);
      return content === undefined || content.sizeBytes === 0
        ? []
        : [
            {
              name: `${name}: ${file.path}`,
              offsetBytes: offsetBytes + file.offsetBytes,
              content: paddedContent(content, plan.clusterBytes),
            },
          ];
    }),
  ];
}

function placeOf(
  table: GptTable,
  name: StickPartition,
): { readonly offsetBytes: number; readonly sizeBytes: number } {
  const partition = table.partitions.find((one) => one.name === name);
  if (partition === undefined) throw new TypeError(`The layout has no ${name}`);
  const { firstLba, lastLba } = partition;
  return { offsetBytes: firstLba * SECTOR_BYTES, sizeBytes: (lastLba + 1 - firstLba) * SECTOR_BYTES };
}
