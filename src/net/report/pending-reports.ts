import { readReport } from '../../report/read-report.ts';
import { reportName } from '../../report/report-name.ts';
import { MAX_REPORT_BYTES } from '../../report/run-report.ts';
import { smallFile } from '../keep/small-file.ts';
import { StickFolder } from '../keep/stick-folder.ts';
import type { OutgoingReport } from './drop-report.ts';

export interface PendingReport extends OutgoingReport {
  /** On the stick. */
  readonly file: string;
}

const FILE = /^[0-9a-f-]{36}\.json$/;

/**
 * The folder `reports/pending` of the stick: reports that no server has confirmed, of this device and of others.
 * @throws (its methods) the errors of node:fs, Fault STK-06
 */
export class PendingReports implements AsyncDisposable {
  readonly #folder: StickFolder;

  private constructor(folder: StickFolder) {
    this.#folder = folder;
  }

  /** Opens the folder of the stick that is mounted at `stick`; makes it where nothing has its name. */
  static async on(stick: string): Promise<PendingReports> {
    await using root = await StickFolder.at(stick);
    await using reports = await root.madeFolder('reports');
    return new PendingReports(await reports.madeFolder('pending'));
  }

  /** Keeps the report of a run. It is on the medium when this resolves, and never there in part under its name. */
  async keep(run: string, bytes: Uint8Array): Promise<void> {
    // What a power cut left of another is no report, and takes room.
    for (const left of (await this.#folder.names()).filter((name) => name.endsWith('.part')))
      await this.#folder.remove(left);
    const [fresh, file] = [`${run}.part`, `${run}.json`];
    await this.#folder.write(fresh, bytes);
    await this.#folder.sync();
    await this.#folder.rename(fresh, this.#folder, file);
    await this.#folder.sync();
  }

  /** The names of all that wait, in no order. */
  async files(): Promise<readonly string[]> {
    return (await this.#folder.names()).filter((name) => FILE.test(name));
  }

  /** A report, or why it cannot be sent. The stick may have been in other hands. */
  async read(file: string): Promise<PendingReport | 'no-report'> {
    const bytes = await smallFile(this.#folder, file, MAX_REPORT_BYTES);
    if (typeof bytes === 'string') return 'no-report';
    const report = readReport(bytes);
    if (typeof report === 'string' || `${report.run}.json` !== file) return 'no-report';
    return { file, name: reportName(report), bytes };
  }

  /** Forgets a report that a server has. */
  async remove(file: string): Promise<void> {
    await this.#folder.remove(file);
    await this.#folder.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
