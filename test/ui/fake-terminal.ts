import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import type { Size } from '../../src/ui/frame.ts';
import type { Terminal } from '../../src/ui/terminal.ts';

interface Style {
  readonly bold: boolean;
  readonly colour: number;
  readonly background: number;
}

export interface FakeTerminal {
  readonly terminal: Terminal & { readonly name: string };
  /** Every byte that was written. */
  readonly written: () => string;
  /** The picture as a person sees it, without the spaces at the ends of its lines. */
  picture(): Promise<string>;
  /** The colour and weight of what is at a place of the picture. */
  styleAt(row: number, column: number): Promise<Style>;
  /** The numbers of all colours that are to be seen, -1 for those of the terminal itself. */
  colours(): Promise<ReadonlySet<number>>;
  press(bytes: string): void;
  resize(size: Size): void;
  readonly rawModes: readonly boolean[];
}

/** A terminal in memory: what is written is drawn by the emulator of VS Code's terminal. */
export function fakeTerminal(size: Size, name = 'xterm'): FakeTerminal {
  const emulator = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const rawModes: boolean[] = [];
  const chunks: string[] = [];
  const input = Object.assign(new PassThrough(), {
    isRaw: false,
    setRawMode(raw: boolean) {
      rawModes.push(raw);
      input.isRaw = raw;
    },
  });
  const output = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk.toString());
        emulator.write(chunk, done);
      },
    }),
    { columns: size.columns, rows: size.rows, isTTY: true },
  );
  const settled = () => new Promise<void>((resolve) => setTimeout(() => emulator.write('', resolve), 5));
  return {
    terminal: { input, output, name },
    written: () => chunks.join(''),
    rawModes,
    async picture() {
      await settled();
      const { buffer, rows } = { buffer: emulator.buffer.active, rows: emulator.rows };
      return Array.from({ length: rows }, (_, at) =>
        (buffer.getLine(at)?.translateToString(true) ?? '').trimEnd(),
      ).join('\n');
    },
    async styleAt(row, column) {
      await settled();
      const cell = emulator.buffer.active.getLine(row)?.getCell(column);
      if (!cell) throw new RangeError('outside of the picture');
      return {
        bold: cell.isBold() !== 0,
        colour: cell.isFgDefault() ? -1 : cell.getFgColor(),
        background: cell.isBgDefault() ? -1 : cell.getBgColor(),
      };
    },
    async colours() {
      await settled();
      const { buffer, cols, rows } = {
        buffer: emulator.buffer.active,
        cols: emulator.cols,
        rows: emulator.rows,
      };
      const cells = Array.from({ length: cols * rows }, (_, at) =>
        buffer.getLine(Math.floor(at / cols))?.getCell(at % cols),
      );
      return new Set(
        cells.flatMap((cell) =>
          cell
            ? [cell.isFgDefault() ? -1 : cell.getFgColor(), cell.isBgDefault() ? -1 : cell.getBgColor()]
            : [],
        ),
      );
    },
    press(bytes) {
      input.write(bytes);
    },
    resize({ columns, rows }) {
      emulator.resize(columns, rows);
      Object.assign(output, { columns, rows });
      output.emit('resize');
    },
  };
}
