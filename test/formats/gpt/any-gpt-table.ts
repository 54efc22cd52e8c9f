import fc from 'fast-check';
import { gptGeometry } from '../../../src/formats/gpt/gpt-geometry.ts';
import type { GptPartition, GptTable } from '../../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../../src/formats/gpt/gpt-types.ts';

const guid = fc.uuid().map((text) => text.toUpperCase());
const name = fc
  .string({ unit: 'binary', maxLength: 36 })
  .filter((text) => text.length <= 36 && !text.includes('\0'));

const description = fc.record({
  typeGuid: fc.oneof(fc.constantFrom(...Object.values(GPT_TYPES)), guid),
  attributes: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  name,
});

/** Tables that the firmware accepts, on disks of one usable sector to petabytes. Partitions in any order. */
export const anyGptTable: fc.Arbitrary<GptTable> = fc
  .record({
    sectorBytes: fc.constantFrom<(512 | 4096)[]>(512, 4096),
    sectors: fc.oneof(fc.integer({ min: 68, max: 300 }), fc.integer({ min: 68, max: 2 ** 40 })),
    diskGuid: guid,
  })
  .chain((disk) => partitionsOn(disk).map((partitions) => tableOf(disk, partitions)));

type Disk = Pick<GptTable, 'sectorBytes' | 'diskGuid'> & { readonly sectors: number };

function tableOf({ sectorBytes, diskGuid, sectors }: Disk, partitions: readonly GptPartition[]): GptTable {
  const inOrder = partitions.toSorted((a, b) => a.number - b.number);
  return { diskGuid, sectorBytes, sizeBytes: sectorBytes * sectors, partitions: inOrder };
}

function partitionsOn({ sectorBytes, sectors }: Disk): fc.Arbitrary<GptPartition[]> {
  const { firstUsableLba, lastUsableLba } = gptGeometry(sectorBytes, sectorBytes * sectors);
  const ends = fc.uniqueArray(fc.integer({ min: firstUsableLba, max: lastUsableLba }), { maxLength: 8 });
  return ends.chain((unsorted) => {
    const sorted = unsorted.toSorted((a, b) => a - b);
    const exactly = { minLength: sorted.length, maxLength: sorted.length };
    return fc
      .record({
        numbers: fc.uniqueArray(fc.integer({ min: 1, max: 128 }), exactly),
        guids: fc.uniqueArray(guid, exactly),
        descriptions: fc.array(description, exactly),
      })
      .map(({ numbers, guids, descriptions }) =>
        descriptions.map((described, nth) => ({
          ...described,
          number: numbers[nth] ?? 0,
          uniqueGuid: guids[nth] ?? '',
          firstLba: nth === 0 ? firstUsableLba : (sorted[nth - 1] ?? 0) + 1,
          lastLba: sorted[nth] ?? 0,
        })),
      );
  });
}
