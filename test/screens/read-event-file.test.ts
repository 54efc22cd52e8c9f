import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEventFile } from '../../src/screens/read-event-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('readEventFile() reads a recorded run', () => {
  expect(readEventFile('test/fixtures/runs/failed-untouched.jsonl').events).toHaveLength(11);
});

test.for(['/dev/zero', '.'])('readEventFile() does not read %s, which is no file', (path) => {
  expect(() => readEventFile(path)).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ problem: 'it is not a file' }) }),
  );
});

test('readEventFile() does not read a file that is larger than any log', () => {
  const path = join(folder, 'large');
  writeFileSync(path, '');
  truncateSync(path, 64 * 1024 * 1024 + 1);
  expect(() => readEventFile(path)).toThrow(
    expect.objectContaining({
      facts: expect.objectContaining({ problem: 'it has more than 67108864 bytes' }),
    }),
  );
});
