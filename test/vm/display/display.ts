import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Qmp } from '../../../vm/qmp.ts';
import { differentCells } from './different-cells.ts';
import type { Picture } from './picture.ts';
import { fromPng, toPng } from './png-picture.ts';
import { readPpm } from './read-ppm.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/display');
const LOOK_EVERY_MS = 500;
const LIMIT_MS = 60_000;
const REST_MS = 15_000;
const EVERY_ROW_COUNTS: ReadonlySet<number> = new Set();

/** The display of a machine and its keyboard. */
export class Display {
  readonly #qmp: Qmp;
  readonly #folder: string;

  /** `folder` is for the pictures that were not the expected ones. */
  constructor(qmp: Qmp, folder: string) {
    this.#qmp = qmp;
    this.#folder = folder;
  }

  /** Presses keys together, by QEMU's names for them. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#qmp.execute('send-key', { keys: keys.map((data) => ({ type: 'qcode', data })) });
  }

  /**
   * Waits until the display shows the golden picture of that name, and returns where it never did: `same` when it
   * came to show it. A picture that is not there is made, for somebody to look at: that is how one is renewed, too.
   */
  async comparedTo(name: string, mayDiffer = EVERY_ROW_COUNTS): Promise<string> {
    const file = join(GOLDEN, `${name}.png`);
    if (!existsSync(file)) return await this.#store(file, mayDiffer);
    const golden = fromPng(await readFile(file));
    const endMs = performance.now() + LIMIT_MS;
    for (;;) {
      const seen = await this.#picture();
      const different = differentCells(seen, golden, mayDiffer);
      if (different.length === 0) return 'same';
      if (performance.now() > endMs) {
        await writeFile(join(this.#folder, `${name}.seen.png`), toPng(seen));
        const rows = new Set(different.map(({ row }) => row));
        return `${different.length} characters differ, in the rows ${[...rows].join(' ')}: see ${name}.seen.png`;
      }
      await wait(LOOK_EVERY_MS);
    }
  }

  /** Stores what the display shows next and goes on to show. */
  async #store(file: string, mayDiffer: ReadonlySet<number>): Promise<string> {
    const before = await this.#picture();
    const endMs = performance.now() + LIMIT_MS;
    let seen = before;
    for (let restsMs = performance.now() + REST_MS; performance.now() < Math.min(restsMs, endMs); ) {
      await wait(LOOK_EVERY_MS);
      const next = await this.#picture();
      const isOld = differentCells(next, before, mayDiffer).length === 0;
      if (isOld || differentCells(next, seen, mayDiffer).length > 0) restsMs = performance.now() + REST_MS;
      seen = next;
    }
    await writeFile(file, toPng(seen));
    return `made ${file}, which was not there`;
  }

  async #picture(): Promise<Picture> {
    const filename = join(this.#folder, 'screendump.ppm');
    await this.#qmp.execute('screendump', { filename, format: 'ppm' });
    return readPpm(await readFile(filename));
  }
}
