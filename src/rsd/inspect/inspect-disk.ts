import { unpackBootAttributes } from '../../formats/gpt/boot-attributes.ts';
import { gptGeometry } from '../../formats/gpt/gpt-geometry.ts';
import type { GptPartition, GptTable } from '../../formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../formats/gpt/gpt-types.ts';
import { type GptReading, readGpt } from '../../formats/gpt/read-gpt.ts';
import { findingOf } from './finding-of.ts';
import { inspectData } from './inspect-data.ts';
import { inspectKernelPartition } from './inspect-kernel-partition.ts';
import type { Looking } from './looking.ts';
import { bytesAt, type Medium } from './medium.ts';
import { partitionOf } from './partition-of.ts';
import type { Finding, Report } from './report.ts';

/** Two tables and one sector between them. */
const LEAST_SECTORS = 68;

type Tables = Exclude<GptReading, { kind: 'absent' }>;

/** Both tables of a disk, or `'none'` where there is none. A file may be the image of a disk with either size of sectors. */
export async function readTables(medium: Medium): Promise<Tables | 'none'> {
  const sizes = medium.sectorBytes === 'unknown' ? ([512, 4096] as const) : [medium.sectorBytes];
  const broken: Tables[] = [];
  for (const sectorBytes of sizes) {
    // Whatever an image has behind its last sector belongs to nothing.
    const sizeBytes = Math.floor(medium.sizeBytes / sectorBytes) * sectorBytes;
    if (sizeBytes < LEAST_SECTORS * sectorBytes) continue;
    const { headBytes, tailBytes } = gptGeometry(sectorBytes, sizeBytes);
    const head = await bytesAt(medium, 0, headBytes);
    const tail = await bytesAt(medium, sizeBytes - tailBytes, tailBytes);
    const reading = readGpt({ head, tail, sectorBytes, sizeBytes });
    if (reading.kind === 'found') return reading;
    if (reading.kind === 'broken') broken.push(reading);
  }
  // With the wrong size of sectors no header is found: where there is one, it says more.
  return broken.find(hasHeader) ?? broken[0] ?? 'none';
}

function hasHeader({ problems }: Tables): boolean {
  return problems.some((problem) => / GPT: /.test(problem) && !problem.endsWith('there is no header'));
}

/** A disk or the image of one. */
export async function inspectDisk(medium: Medium, reading: Tables, looking: Looking): Promise<Report> {
  if (reading.kind === 'broken')
    return {
      kind: 'disk without a usable partition table',
      bytes: medium.sizeBytes,
      problems: reading.problems,
    };
  const { table, from, problems } = reading;
  const kernels = [];
  for (const kernel of table.partitions.filter(({ typeGuid }) => typeGuid === GPT_TYPES.kernel))
    kernels.push({
      partition: `${kernel.number} ${kernel.name}`,
      content: await findingOf(() => inspectKernelPartition(medium, table, kernel, looking)),
    });
  const data = table.partitions.find(({ name }) => name === 'RSD-DATA');
  return {
    kind: kindOf(table, kernels),
    bytes: medium.sizeBytes,
    table: {
      diskGuid: table.diskGuid,
      sectorBytes: table.sectorBytes,
      readFrom: `${from} copy`,
      state: problems.length === 0 ? 'both copies are good' : undefined,
      problems: problems.length === 0 ? undefined : problems,
    },
    partitions: [...table.partitions].map((one) => partitionFinding(one, table)),
    kernels,
    data:
      data === undefined
        ? undefined
        : await findingOf(() => inspectData(partitionOf(medium, table, data), looking)),
  };
}

function kindOf({ partitions, diskGuid }: GptTable, kernels: readonly Finding[]): string {
  if (partitions.some(({ name }) => name === 'RSD-DATA')) return 'recovery stick of rsd';
  if (diskGuid === GPT_TYPES.recoveryDisk || JSON.stringify(kernels).includes('kern_b_hash='))
    return 'Chromium OS recovery image';
  return kernels.length > 0 ? 'disk of a Chromium-OS-like device' : 'disk';
}

function partitionFinding(partition: GptPartition, { sectorBytes }: GptTable): Finding {
  const { number, name, typeGuid, uniqueGuid, firstLba, lastLba, attributes } = partition;
  const type = typeOf(typeGuid);
  const { priority, tries, successful } = unpackBootAttributes(attributes);
  return {
    number,
    name,
    type: type === 'unknown' ? typeGuid : type,
    first: firstLba * sectorBytes,
    bytes: (lastLba - firstLba + 1) * sectorBytes,
    guid: uniqueGuid,
    boot: type === 'kernel' ? `priority=${priority} tries=${tries} successful=${successful}` : undefined,
  };
}

function typeOf(guid: string): string {
  return Object.entries(GPT_TYPES).find(([, known]) => known === guid)?.[0] ?? 'unknown';
}
