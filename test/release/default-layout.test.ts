import { expect, test } from 'vitest';
import { defaultLayout } from '../../src/release/default-layout.ts';

const MIB = 1 << 20;

test('defaultLayout() gives both slots the same room, in whole mebibytes', () => {
  const layout = defaultLayout(33 * MIB + 1, 700 * MIB + 4096);
  const sizes = Object.fromEntries(layout.map(({ label, sizeBytes }) => [label, sizeBytes]));
  expect(sizes).toEqual({
    'KERN-A': 34 * MIB,
    'ROOT-A': 701 * MIB,
    'KERN-B': 34 * MIB,
    'ROOT-B': 701 * MIB,
    STATE: 'rest',
  });
});

test('defaultLayout() leaves room for larger kernels of later versions', () => {
  expect(defaultLayout(1, 1)[0]).toMatchObject({ number: 2, sizeBytes: 32 * MIB, boot: { priority: 2 } });
});

test('defaultLayout() has each root filesystem behind its kernel, as PARTNROFF=1 wants it', () => {
  const numberOf = new Map(defaultLayout(1, 1).map(({ label, number }) => [label, number]));
  for (const slot of ['A', 'B'])
    expect(numberOf.get(`ROOT-${slot}`)).toBe((numberOf.get(`KERN-${slot}`) ?? 0) + 1);
});
