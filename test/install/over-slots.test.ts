import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overSlots, type Piece } from '../../src/install/over-slots.ts';

const never = new AbortController().signal;

interface Setting {
  readonly sizeBytes: number;
  readonly slotBytes: readonly number[];
  /** How many turns of the event loop each piece takes. */
  readonly turns: readonly number[];
}

const settings = fc.record<Setting>({
  sizeBytes: fc.nat({ max: 300 }),
  slotBytes: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
  turns: fc.array(fc.nat({ max: 4 }), { minLength: 1 }),
});
/** Pieces that all take a while: then nothing can begin between a failure and the moment it is known. */
const slowSettings = settings.map(({ turns, ...rest }) => ({
  ...rest,
  turns: turns.map((count) => count + 1),
}));

interface Begun {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly slot: ArrayBufferLike;
}

interface Watched {
  readonly begun: readonly Begun[];
  readonly ended: () => number;
  readonly mostAtOnce: () => number;
  readonly shared: () => boolean;
  readonly error: unknown;
}

/** Runs with work that `each` decides over, and sees what is under way when. */
async function watched(
  { sizeBytes, slotBytes, turns }: Setting,
  each: (nth: number, begun: number) => void = () => undefined,
  signal: AbortSignal = never,
): Promise<Watched> {
  const begun: Begun[] = [];
  const busy = new Set<ArrayBufferLike>();
  let [ended, most, shared] = [0, 0, false];
  const work = async ({ offsetBytes, bytes }: Piece): Promise<void> => {
    const nth = begun.push({ offsetBytes, lengthBytes: bytes.length, slot: bytes.buffer }) - 1;
    shared ||= busy.has(bytes.buffer);
    most = Math.max(most, busy.add(bytes.buffer).size);
    try {
      for (let turn = turns[nth % turns.length] ?? 0; turn > 0; turn -= 1) await nextTurn();
      each(nth, begun.length);
    } finally {
      busy.delete(bytes.buffer);
      ended += 1;
    }
  };
  const slots = slotBytes.map((length) => new Uint8Array(length));
  const error = await overSlots(sizeBytes, slots, work, signal).then(
    () => 'none',
    (thrown: unknown) => thrown,
  );
  return { begun, ended: () => ended, mostAtOnce: () => most, shared: () => shared, error };
}

test('overSlots() carries every byte once and in order, with no slot in two places and none larger than itself', async () => {
  await fc.assert(
    fc.asyncProperty(settings, async (setting) => {
      const { begun, ended, mostAtOnce, shared, error } = await watched(setting);
      expect(error).toBe('none');
      expect(ended()).toBe(begun.length);
      let nextBytes = 0;
      for (const { offsetBytes, lengthBytes, slot } of begun) {
        expect(offsetBytes).toBe(nextBytes);
        expect(lengthBytes).toBeGreaterThan(0);
        expect(lengthBytes).toBeLessThanOrEqual(slot.byteLength);
        nextBytes += lengthBytes;
      }
      expect(nextBytes).toBe(setting.sizeBytes);
      expect(mostAtOnce()).toBeLessThanOrEqual(setting.slotBytes.length);
      expect(shared()).toBe(false);
    }),
  );
});

test('overSlots() keeps all of its slots busy, however long one of them takes', async () => {
  const setting = {
    sizeBytes: 100,
    slotBytes: [1, 1, 1],
    turns: [200, ...Array.from({ length: 99 }, () => 1)],
  };
  const { begun, mostAtOnce } = await watched(setting);
  const [slowest] = begun;
  expect(mostAtOnce()).toBe(3);
  expect(begun.filter(({ slot }) => slot === slowest?.slot)).toEqual([slowest]);
});

test('overSlots() begins nothing after a failure, waits for what is under way, and throws the first failure', async () => {
  await fc.assert(
    fc.asyncProperty(slowSettings, fc.nat({ max: 30 }), async (setting, at) => {
      const failed: { nth: number; begun: number }[] = [];
      const result = await watched(setting, (nth, begun) => {
        if (nth < at) return;
        failed.push({ nth, begun });
        throw new Error(`piece ${nth}`);
      });
      const [first] = failed;
      expect(result.error).toEqual(first === undefined ? 'none' : new Error(`piece ${first.nth}`));
      expect(result.begun.length).toBe(first?.begun ?? result.begun.length);
      expect(result.ended()).toBe(result.begun.length);
    }),
  );
});

test('overSlots() waits for a slow piece when another one fails', async () => {
  const order: string[] = [];
  const setting = { sizeBytes: 2, slotBytes: [1, 1], turns: [20, 0] };
  const { ended } = await watched(setting, (nth) => {
    order.push(`${nth}`);
    if (nth === 1) throw new Error('fails at once');
  });
  expect([ended(), order]).toEqual([2, ['1', '0']]);
});

test('overSlots() begins nothing after an abort, waits for what is under way, and throws the reason', async () => {
  await fc.assert(
    fc.asyncProperty(slowSettings, fc.nat({ max: 30 }), async (setting, at) => {
      const controller = new AbortController();
      let begunAtAbort: number | undefined;
      const abort = (nth: number, begun: number): void => {
        if (nth !== at) return;
        begunAtAbort = begun;
        controller.abort(new Error('enough'));
      };
      const result = await watched(setting, abort, controller.signal);
      expect(result.error).toEqual(begunAtAbort === undefined ? 'none' : new Error('enough'));
      expect(result.begun.length).toBe(begunAtAbort ?? result.begun.length);
      expect(result.ended()).toBe(result.begun.length);
    }),
  );
});

test('overSlots() begins nothing when it was aborted before', async () => {
  const setting = { sizeBytes: 10, slotBytes: [1], turns: [0] };
  const { begun, error } = await watched(setting, undefined, AbortSignal.abort(new Error('too late')));
  expect([begun.length, error]).toEqual([0, new Error('too late')]);
});
