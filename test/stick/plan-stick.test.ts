import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFatGeometry } from '../../src/formats/fat/read-fat-geometry.ts';
import { bytesContent } from '../../src/stick/bytes-content.ts';
import { planStick } from '../../src/stick/plan-stick.ts';
import type { StickPlan } from '../../src/stick/stick-plan.ts';

const GIB = 2 ** 30;
const { signal } = new AbortController();
const ONE = bytesContent(new Uint8Array(1000).fill(0xff));

function plan(sizeBytes: number, fileBytes: readonly number[]): StickPlan {
  return planStick({
    software: {
      partitionGuid: '01234567-89AB-8CDE-8123-456789ABCDEF',
      kernel: ONE,
      rootfs: ONE,
      uki: ONE,
    },
    files: fileBytes.map((bytes, at) => ({
      path: `file-${at}`,
      content: bytesContent(new Uint8Array(bytes).fill(0xff)),
    })),
    sizeBytes,
    identity: 'x',
    modified: new Date('2020-01-01T00:00:00Z'),
    label: 'sdb',
  });
}

async function clusterBytes({ pieces }: StickPlan): Promise<number> {
  const own = pieces.find(({ name }) => name === 'RSD-DATA');
  const boot = new Uint8Array(512);
  await own?.content.read(0, boot, signal);
  return readFatGeometry(boot, 4096 * GIB).clusterBytes;
}

test('planStick() writes each file up to the end of its last cluster, with zeros behind it', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.constantFrom(1, 4, 16, 64), async (fileBytes, gib) => {
      const planned = plan(gib * GIB, fileBytes);
      const cluster = await clusterBytes(planned);
      for (const [at, bytes] of fileBytes.entries()) {
        const piece = planned.pieces.find(({ name }) => name === `RSD-DATA: file-${at}`);
        const sizeBytes = Math.ceil(bytes / cluster) * cluster;
        expect(piece?.content.sizeBytes).toBe(sizeBytes);
        const rest = new Uint8Array(sizeBytes - bytes + 1).fill(0xaa);
        expect(await piece?.content.read(bytes, rest, signal)).toBe(sizeBytes - bytes);
        expect(rest.every((byte, nth) => byte === (nth < sizeBytes - bytes ? 0 : 0xaa))).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test('planStick() has its pieces in their order on the stick, none over another', () => {
  const { pieces } = plan(4 * GIB, [1, 100_000, 5]);
  const ends = pieces.map(({ offsetBytes, content }) => offsetBytes + content.sizeBytes);
  const overlapping = pieces.filter(({ offsetBytes }, at) => offsetBytes < (ends[at - 1] ?? 0));
  expect(overlapping).toEqual([]);
});
