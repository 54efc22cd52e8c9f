import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FirmwareFlash } from '../../src/core/firmware-flash.ts';
import { flashrom } from '../../src/host/flashrom.ts';
import { FLASH_AREAS } from '../../src/simulate/flash-areas.ts';
import { tool } from '../tool.ts';

/** A chip that flashrom emulates over a file, which lasts until it is disposed of. */
export class ChipFile implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'rsd-chip-'));
  readonly path: string = join(this.folder, 'flash.bin');
  readonly flash: FirmwareFlash;

  /** @param protection of the chip itself, as options of flashrom's dummy programmer */
  constructor(content: Uint8Array, protection = '') {
    writeFileSync(this.path, content);
    const programmer = `dummy:emulate=W25Q128FV,image=flash.bin${protection}`;
    this.flash = flashrom({ programmer, folder: this.folder, log: () => undefined });
  }

  get content(): Buffer {
    return readFileSync(this.path);
  }

  area(name: string): Buffer {
    const area = FLASH_AREAS.find((one) => one.name === name);
    if (area === undefined) throw new Error(`There is no ${name}`);
    return this.content.subarray(area.offsetBytes, area.offsetBytes + area.sizeBytes);
  }

  /** The slots that futility verifies under the root key in the GBB. */
  get slotsThatStart(): readonly string[] {
    const { stdout, stderr } = tool('futility', 'show', this.path);
    const blocks = stdout.split(/^Keyblock:/m).slice(1);
    if (blocks.length === 0 && !stderr.includes('VBLOCK')) throw new Error(stderr);
    return blocks.flatMap((block) => {
      const [, slot = ''] = /VBLOCK_([AB])/.exec(block) ?? [];
      return /Signature: +valid/.test(block) && block.includes('Body verification succeeded') ? [slot] : [];
    });
  }

  /** Hardware ID with its digest, and flags, as futility reads them. */
  get gbb(): string {
    return tool('futility', 'gbb', '--get', '--hwid', '--digest', '--flags', this.path).stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
