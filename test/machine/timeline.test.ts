import { expect, test } from 'vitest';
import { timeline } from '../../vm/timeline.ts';
import { timelineTable } from '../../vm/timeline-table.ts';

const RUN = {
  firmwareMs: 500,
  completeAtMs: 20_000,
  lines: [
    { text: 'rsd-mark initramfs 2.0', atMs: 3000 },
    { text: '[    2.5] something: rsd-mark switch 4.00', atMs: 5900 },
    { text: 'rsd-mark node 7.25', atMs: 8250 },
    { text: 'rsd-mark screen 8.5', atMs: 9500 },
    { text: 'rsd-mark node 12.0', atMs: 13_000 },
    { text: 'rsd-mark nonsense 1.0', atMs: 13_000 },
  ],
};

test('timeline() places each mark by the uptime of the guest, and the start of the kernel by the first', () => {
  expect(timeline(RUN)).toEqual([
    { name: 'firmware', atMs: 1500, tookMs: 1500 },
    { name: 'kernel', atMs: 3500, tookMs: 2000 },
    { name: 'initramfs: the rest', atMs: 5500, tookMs: 2000 },
    { name: 'Node', atMs: 8750, tookMs: 3250 },
    { name: 'first screen', atMs: 10_000, tookMs: 1250 },
    { name: 'complete', atMs: 20_500, tookMs: 10_500 },
  ]);
});

test('timelineTable() prints what each part took, and when it was over', () => {
  expect(timelineTable(timeline(RUN))).toEqual([
    '                         took  since power on',
    'firmware                1.5 s           1.5 s',
    'kernel                  2.0 s           3.5 s',
    'initramfs: the rest     2.0 s           5.5 s',
    'Node                    3.3 s           8.8 s',
    'first screen            1.3 s          10.0 s',
    'complete               10.5 s          20.5 s',
  ]);
});

test('timeline() of a run without marks has the ends alone', () => {
  expect(timeline({ ...RUN, lines: [] }).map(({ name }) => name)).toEqual(['firmware', 'complete']);
});
