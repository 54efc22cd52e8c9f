import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockDevice } from '../../src/core/ports.ts';
import { probeCapacity } from '../../src/stick/probe-capacity.ts';
import { FakeDisk } from '../fakes/fake-disk.ts';
import { faultFrom } from '../net/fault-from.ts';
import { DISK_BYTES } from './small-plan.ts';

const { signal } = new AbortController();
const BEFORE = new Uint8Array(DISK_BYTES);

/** A stick that says it has 8 MiB and holds less: the rest lies over its beginning, or is dropped. */
function fakeStick(holdsBytes: number, beyond: 'wraps' | 'is-dropped'): BlockDevice {
  const disk = new FakeDisk(BEFORE);
  const placed = (offsetBytes: number): number | 'nowhere' => {
    if (offsetBytes < holdsBytes) return offsetBytes;
    return beyond === 'wraps' ? offsetBytes % holdsBytes : 'nowhere';
  };
  return {
    sizeBytes: disk.sizeBytes,
    sectorBytes: 512,
    readsFrom: 'medium',
    async write(offsetBytes, bytes) {
      const at = placed(offsetBytes);
      if (at !== 'nowhere') await disk.write(at, bytes);
    },
    async read(offsetBytes, into) {
      const at = placed(offsetBytes);
      if (at === 'nowhere') into.fill(0);
      else await disk.read(at, into);
    },
    flush: () => disk.flush(),
    lend: (work) => disk.lend(work),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

test('probeCapacity() is content with a stick that holds what it says', async () => {
  const probed = probeCapacity('sdb', new FakeDisk(BEFORE), randomBytes, signal);
  expect(await faultFrom(probed)).toBe('nothing thrown');
});

const FOLDS = [64, 128, 256, 512, 1024, 2048, 4096].flatMap((kib) => [kib << 10, (kib << 10) * 1.5]);

test.for(FOLDS)('probeCapacity() finds a stick that folds its addresses at %d bytes', async (holdsBytes) => {
  expect(await faultFrom(probeCapacity('sdb', fakeStick(holdsBytes, 'wraps'), randomBytes, signal))).toEqual({
    code: 'MAK-03',
    facts: { disk: 'sdb', diskBytes: DISK_BYTES, holdsBytes },
  });
});

test('probeCapacity() finds every stick that drops what is behind its end, and tells about where that is', async () => {
  const holds = fc.integer({ min: 1, max: DISK_BYTES / 4096 - 1 }).map((blocks) => blocks * 4096);
  await fc.assert(
    fc.asyncProperty(holds, async (holdsBytes) => {
      const fault = await faultFrom(
        probeCapacity('sdb', fakeStick(holdsBytes, 'is-dropped'), randomBytes, signal),
      );
      if (fault === 'nothing thrown') throw new Error(fault);
      expect(fault.code).toBe('MAK-03');
      expect(fault.facts['holdsBytes']).toBeGreaterThanOrEqual(holdsBytes);
      expect(fault.facts['holdsBytes']).toBeLessThanOrEqual(Math.max(holdsBytes * 1.51, 64 << 10));
    }),
    { numRuns: 60 },
  );
});

test('probeCapacity() says that a stick failed', async () => {
  const disk = new FakeDisk(BEFORE, { refuse: (operation) => (operation === 'flush' ? 'EIO' : undefined) });
  expect(await faultFrom(probeCapacity('sdb', disk, randomBytes, signal))).toMatchObject({
    code: 'MAK-04',
    facts: { reason: 'EIO' },
  });
});
