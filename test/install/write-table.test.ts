import { expect, test } from 'vitest';
import { stubbornDisk } from '../../src/install/stubborn-disk.ts';
import { writeTable } from '../../src/install/write-table.ts';
import { FakeDisk } from '../fakes/fake-disk.ts';

const TABLE = {
  primary: new Uint8Array(1024).fill(1),
  secondary: new Uint8Array(512).fill(2),
  secondaryOffsetBytes: 3584,
};

const ORDERS = [
  ['primary-first', ['write 0', 'write 3584']],
  ['primary-last', ['write 3584', 'write 0']],
] as const;

test.for(ORDERS)(
  'writeTable() writes both copies, %s, and leaves the flush to its caller',
  async ([order, wanted]) => {
    const asked: string[] = [];
    const disk = new FakeDisk(new Uint8Array(4096).fill(9), {
      refuse: (operation, offsetBytes) => void asked.push(`${operation} ${offsetBytes}`),
    });
    await writeTable(
      TABLE,
      stubbornDisk(disk, () => undefined),
      order,
    );
    expect(asked).toEqual(wanted);
    const written = disk.afterPowerCut(() => true)(0, 4096);
    expect(written).toEqual(
      Uint8Array.from({ length: 4096 }, (_, at) => (at < 1024 ? 1 : at < 3584 ? 9 : 2)),
    );
  },
);

test.for(ORDERS)(
  'writeTable() does not touch the other copy when the first write fails, %s',
  async ([order]) => {
    const disk = new FakeDisk(new Uint8Array(4096), { refuse: () => 'EROFS' });
    const written = writeTable(
      TABLE,
      stubbornDisk(disk, () => undefined),
      order,
    );
    await expect(written).rejects.toMatchObject({ code: 'DSK-03' });
    expect(disk.operations).toBe(1);
  },
);

test('writeTable() says which copy could not be written', async () => {
  const disk = new FakeDisk(new Uint8Array(4096), {
    refuse: (_, offsetBytes) => (offsetBytes === 3584 ? 'EIO' : undefined),
  });
  const written = writeTable(
    TABLE,
    stubbornDisk(disk, () => undefined),
    'primary-first',
  );
  const facts = { partition: 'second partition table', offsetBytes: 3584 };
  await expect(written).rejects.toMatchObject({ code: 'DSK-06', facts });
});
