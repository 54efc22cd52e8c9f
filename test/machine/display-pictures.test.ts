import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differentCells } from '../vm/display/different-cells.ts';
import type { Picture } from '../vm/display/picture.ts';
import { fromPng, toPng } from '../vm/display/png-picture.ts';
import { readPpm } from '../vm/display/read-ppm.ts';

const EVERY_ROW_COUNTS: ReadonlySet<number> = new Set();
const CELL_PX = { width: 8, height: 16 };

function golden(name: string): Picture {
  return fromPng(readFileSync(join(import.meta.dirname, `../golden/display/${name}.png`)));
}

/** The picture with the box that stands for a letter that is not there in one of its cells. */
function withBox(picture: Picture, row: number, column: number): Picture {
  const lit = Uint8Array.from(picture.lit);
  for (let y = 0; y < CELL_PX.height; y += 1)
    for (let x = 0; x < CELL_PX.width; x += 1) {
      const isEdge = x === 1 || x === CELL_PX.width - 2 || y === 2 || y === CELL_PX.height - 3;
      lit[(row * CELL_PX.height + y) * picture.widthPx + column * CELL_PX.width + x] = isEdge ? 1 : 0;
    }
  return { ...picture, lit };
}

const pictures = fc
  .record({ widthPx: fc.integer({ min: 1, max: 40 }), heightPx: fc.integer({ min: 1, max: 40 }) })
  .chain(({ widthPx, heightPx }) => {
    const bytes = widthPx * heightPx;
    return fc
      .uint8Array({ minLength: bytes, maxLength: bytes, max: 1 })
      .map((lit): Picture => ({ widthPx, heightPx, lit }));
  });

test('a picture that was stored is the same when it is read', () => {
  fc.assert(
    fc.property(pictures, (picture) => {
      expect(fromPng(toPng(picture))).toEqual(picture);
    }),
  );
});

test('what is no picture, or was stored by another program, is refused', () => {
  const eightBits = toPng({ widthPx: 1, heightPx: 1, lit: Uint8Array.of(1) });
  eightBits.writeUInt8(8, eightBits.indexOf('IHDR') + 'IHDR'.length + 8);
  expect(() => fromPng(eightBits)).toThrow('This PNG was written by something else');
  expect(() => fromPng(Buffer.from('P6 1 1 255\n'))).toThrow('This is no PNG');
  expect(() => readPpm(toPng({ widthPx: 1, heightPx: 1, lit: Uint8Array.of(1) }))).toThrow('no picture');
});

test('readPpm() takes text of every colour for lit, and the ground for dark', () => {
  const colours = [0, 0, 0, 0, 205, 205, 205, 0, 0, 10, 10, 10];
  const ppm = Buffer.concat([Buffer.from('P6\n2 2\n255\n'), Uint8Array.from(colours)]);
  expect(readPpm(ppm)).toEqual({ widthPx: 2, heightPx: 2, lit: Uint8Array.of(0, 1, 1, 0) });
});

test.for(['checking-en', 'checking-ja', 'checking-ar', 'stick-pulled-ja'])(
  'differentCells() finds a single letter that is missing in %s',
  (name) => {
    const picture = golden(name);
    const cell = { row: 3, column: 25 };
    expect(differentCells(picture, picture, EVERY_ROW_COUNTS)).toEqual([]);
    expect(differentCells(withBox(picture, cell.row, cell.column), picture, EVERY_ROW_COUNTS)).toEqual([
      cell,
    ]);
    expect(differentCells(withBox(picture, cell.row, cell.column), picture, new Set([cell.row]))).toEqual([]);
  },
);

test.for([
  ['checking-en', 'checking-ja'],
  ['checking-ja', 'checking-ar'],
  ['stick-pulled-en', 'stick-pulled-ja'],
  ['checking-ja', 'stick-pulled-ja'],
] as const)('differentCells() tells %s from %s in most of their lines', ([one, other]) => {
  const rows = new Set(differentCells(golden(one), golden(other), EVERY_ROW_COUNTS).map(({ row }) => row));
  expect(rows.size).toBeGreaterThan(20);
});

test('a display of another size differs everywhere', () => {
  const small: Picture = { widthPx: 16, heightPx: 16, lit: new Uint8Array(256) };
  expect(differentCells(small, { ...small, widthPx: 8, heightPx: 32 }, EVERY_ROW_COUNTS)).toHaveLength(2);
});
