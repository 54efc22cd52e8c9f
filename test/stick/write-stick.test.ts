import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGpt } from '../../src/formats/gpt/read-gpt.ts';
import { verifyStick } from '../../src/stick/verify-stick.ts';
import { writeStick } from '../../src/stick/write-stick.ts';
import { FakeDisk, type FakeDiskFaults } from '../fakes/fake-disk.ts';
import { faultFrom } from '../net/fault-from.ts';
import { DISK_BYTES, MIB, PLAN, slots } from './small-plan.ts';

const { signal } = new AbortController();
const silent = (): void => undefined;
const BEFORE = new Uint8Array(DISK_BYTES).fill(0xaa);

async function written(faults: FakeDiskFaults = {}): Promise<FakeDisk> {
  const disk = new FakeDisk(BEFORE, faults);
  await writeStick(PLAN, 'sdb', disk, slots(), silent, signal);
  return disk;
}

test('writeStick() writes what verifyStick() finds, and nothing else but the tables', async () => {
  const disk = await written();
  await verifyStick(PLAN, 'sdb', disk, slots(), silent, signal);
  const all = disk.afterPowerCut(() => false)(0, DISK_BYTES);
  for (const { offsetBytes, content } of PLAN.pieces) {
    const wanted = new Uint8Array(content.sizeBytes);
    await content.read(0, wanted, signal);
    expect(Buffer.compare(all.subarray(offsetBytes, offsetBytes + wanted.length), wanted)).toBe(0);
  }
  // The last sector is filled up with zeros; behind it is what was there.
  const end = 2 * MIB + 1_000_001;
  expect([...all.subarray(end, Math.ceil(end / 512) * 512)].every((byte) => byte === 0)).toBe(true);
  expect(all[Math.ceil(end / 512) * 512]).toBe(0xaa);
});

test('writeStick() counts every byte once', async () => {
  const seen: number[][] = [];
  await writeStick(PLAN, 'sdb', new FakeDisk(BEFORE), slots(), (...bytes) => seen.push(bytes), signal);
  expect(seen.at(-1)).toEqual([1_700_001, 1_700_001]);
  expect(seen.map(([done = 0]) => done)).toEqual(seen.map(([done = 0]) => done).toSorted((a, b) => a - b));
});

// oxlint-disable-next-line vitest/expect-expect -- in verifyPieces
test('whenever the power goes, a stick has the new table and is whole, or has no table', async () => {
  const { operations } = await written();
  await fc.assert(
    fc.asyncProperty(fc.nat(operations), fc.infiniteStream(fc.boolean()), async (operationsLeft, reached) => {
      const disk = new FakeDisk(BEFORE, { operationsLeft });
      await writeStick(PLAN, 'sdb', disk, slots(), silent, signal).catch(silent);
      const after = disk.afterPowerCut(() => reached.next().value)(0, DISK_BYTES);
      if (Buffer.compare(after, BEFORE) === 0) return;
      if (tableOn(after) === 'none') return;
      await verifyPieces(after);
    }),
    { numRuns: 60 },
  );
});

function tableOn(bytes: Uint8Array): 'there' | 'none' {
  const reading = readGpt({
    head: bytes.subarray(0, MIB),
    tail: bytes.subarray(-MIB),
    sectorBytes: 512,
    sizeBytes: DISK_BYTES,
  });
  return reading.kind === 'found' ? 'there' : 'none';
}

async function verifyPieces(bytes: Uint8Array): Promise<void> {
  for (const { offsetBytes, content } of PLAN.pieces) {
    const wanted = new Uint8Array(content.sizeBytes);
    await content.read(0, wanted, signal);
    expect(Buffer.compare(bytes.subarray(offsetBytes, offsetBytes + wanted.length), wanted)).toBe(0);
  }
}

test('writeStick() says where a stick refused a write', async () => {
  const refuse: FakeDiskFaults['refuse'] = (operation, offsetBytes) =>
    operation === 'write' && offsetBytes >= 2 * MIB && offsetBytes < 3 * MIB ? 'ENODEV' : undefined;
  const fault = await faultFrom(written({ refuse }));
  expect(fault).toMatchObject({ code: 'MAK-04', facts: { disk: 'sdb', reason: 'ENODEV' } });
});

test('verifyStick() names the first sector that was not kept', async () => {
  const place = (2 * MIB + 5 * 512) / 512;
  const disk = await written({ keeps: (sector, bytes) => (sector === place ? bytes.fill(1) : bytes) });
  expect(await faultFrom(verifyStick(PLAN, 'sdb', disk, slots(), silent, signal))).toMatchObject({
    code: 'MAK-05',
    facts: { disk: 'sdb', offsetBytes: place * 512 },
  });
});

test.for([
  ['primary', 1],
  ['secondary', DISK_BYTES / 512 - 1],
] as const)('verifyStick() looks at the %s table, too', async ([, place]) => {
  const disk = await written({ keeps: (sector, bytes) => (sector === place ? bytes.fill(1) : bytes) });
  expect(await faultFrom(verifyStick(PLAN, 'sdb', disk, slots(), silent, signal))).toMatchObject({
    code: 'MAK-05',
    facts: { offsetBytes: place * 512 },
  });
});

test('writeStick() begins nothing new when it is stopped', async () => {
  const stop = new AbortController();
  const disk = new FakeDisk(BEFORE);
  const stopped = writeStick(PLAN, 'sdb', disk, slots(), () => stop.abort(new Error('stopped')), stop.signal);
  await expect(stopped).rejects.toThrow('stopped');
  expect(tableOn(disk.afterPowerCut(() => true)(0, DISK_BYTES))).toBe('none');
});
