import { Fault } from '../../core/faults.ts';
import { requestSlots } from '../request-slots.ts';
import type { DownloadJournal } from './download-journal.ts';
import { keepFault } from './keep-fault.ts';
import type { KeptFile } from './kept-file.ts';
import type { StickFolder } from './stick-folder.ts';

/**
 * A release that is partly on the stick, in `recovery.part/<id>`. The stick may fail at any moment: the part is lost
 * then, which `lost` says, and neither kept nor read any more.
 */
export class KeptPart implements AsyncDisposable {
  readonly files: readonly KeptFile[];
  readonly #digest: string;
  readonly #saveEveryBytes: number;
  readonly #folder: StickFolder;
  /** More writes at a time would wait for each other in the kernel, and keep its threads from the disk. */
  readonly #writing = requestSlots(1);
  readonly #turns = requestSlots(1);
  #state: 'open' | 'sealed' | Fault = 'open';
  #age = 0;
  #unsavedBytes = 0;
  #saving: Promise<void> | undefined;

  /** Owns the files and the folder. Saves itself whenever so many bytes more are kept; twice as many may be lost. */
  constructor(digest: string, folder: StickFolder, files: readonly KeptFile[], saveEveryBytes: number) {
    this.#digest = digest;
    this.#saveEveryBytes = saveEveryBytes;
    this.#folder = folder;
    this.files = files;
  }

  /** Why nothing is kept any more. */
  get lost(): Fault | 'no' {
    return this.#state instanceof Fault ? this.#state : 'no';
  }

  /** Changes when something is forgotten. Bytes that were asked for before that are not kept after it. */
  get age(): number {
    return this.#age;
  }

  /** Fills `into` from the stick. Never throws; the content of `into` is good only when it was read. */
  async read(file: KeptFile, offsetBytes: number, into: Uint8Array): Promise<'read' | 'not-there'> {
    if (this.lost !== 'no') return 'not-there';
    const age = this.#age;
    try {
      const bytes = await file.read(offsetBytes, into);
      if (bytes === into.length) return 'read';
      if (age === this.#age) throw new Fault('STK-06', { problem: `${file.file} has become shorter` });
    } catch (error) {
      this.#lose(error);
    }
    return 'not-there';
  }

  /** Keeps bytes that were asked for when the part had this `age`. Never throws; leaves `bytes` alone afterwards. */
  async keep(file: KeptFile, offsetBytes: number, bytes: Uint8Array, age: number): Promise<void> {
    if (bytes.length === 0) return;
    await this.#writing.take();
    try {
      if (this.#state !== 'open' || age !== this.#age) return;
      if ((await file.write(offsetBytes, bytes)) === 'too-far-ahead') return;
      // Forgotten while it was written.
      if (age !== this.#age) return;
      file.keep(offsetBytes, offsetBytes + bytes.length);
      this.#unsavedBytes += bytes.length;
    } catch (error) {
      this.#lose(error);
    } finally {
      this.#writing.give();
    }
    if (this.#unsavedBytes >= this.#saveEveryBytes) await this.#saveBehind();
  }

  /** What is kept now outlasts a power cut when this resolves. Never throws. */
  async save(): Promise<void> {
    await this.#inTurn(async () => {
      // Taken before the files are synced: what is written meanwhile may not be on the medium.
      const journal = this.#journal();
      this.#unsavedBytes = 0;
      for (const file of this.files) await file.sync();
      await this.#write(journal);
    });
  }

  /** Nothing of these files is kept any more: what they had may be wrong. Never throws. */
  async forget(files: readonly KeptFile[]): Promise<void> {
    this.#age += 1;
    for (const file of files) file.forget();
    await this.#inTurn(async () => {
      await this.#writing.take();
      try {
        for (const file of files) file.forget();
        // Before they are emptied: the journal never tells of bytes that are gone.
        await this.#write(this.#journal());
        for (const file of files) await file.empty();
      } finally {
        this.#writing.give();
      }
    });
  }

  /**
   * Hands the folder to `work`, which makes a release of it. Nothing is written by the part itself any more, and its
   * files can still be read.
   * @throws Fault STK-06 when it fails or the part was lost before
   */
  async seal(work: (folder: StickFolder) => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      this.#state = 'sealed';
      await work(this.#folder);
    });
    if (this.lost !== 'no') throw this.lost;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#unsavedBytes > 0) await this.save();
    await this.#inTurn(async () => {
      this.#state = 'sealed';
    });
    await this.#writing.take();
    // A stick that is gone cannot be closed properly, and need not be.
    const held = [...this.files, this.#folder];
    await Promise.allSettled(held.map((each) => each[Symbol.asyncDispose]()));
    this.#writing.give();
  }

  /**
   * Saves beside what goes on, and waits when the stick has not even taken what came before: it is slower than the
   * network then, and a power cut would cost all that it has not taken.
   */
  async #saveBehind(): Promise<void> {
    const before = this.#saving;
    this.#saving ??= this.save().finally(() => {
      this.#saving = undefined;
    });
    await before;
  }

  /** One piece of work at a time, and none when the part is lost or sealed. Never throws. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    await this.#turns.take();
    try {
      if (this.#state === 'open') await work();
    } catch (error) {
      this.#lose(error);
    } finally {
      this.#turns.give();
    }
  }

  #journal(): DownloadJournal {
    const files = Object.fromEntries(this.files.map(({ file, extents }) => [file, extents.list]));
    return { format: 1, digest: this.#digest, files };
  }

  async #write(journal: DownloadJournal): Promise<void> {
    await this.#folder.write('journal.new', Buffer.from(JSON.stringify(journal)));
    await this.#folder.rename('journal.new', this.#folder, 'journal.json');
    await this.#folder.sync();
  }

  #lose(error: unknown): void {
    if (this.lost === 'no') this.#state = keepFault(error);
  }
}
