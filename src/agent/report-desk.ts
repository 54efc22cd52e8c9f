import { randomUUID } from 'node:crypto';
import type { Emit } from '../core/events.ts';
import { Fault, toFault } from '../core/faults.ts';
import type { Clock } from '../core/ports.ts';
import { networkManagerTools } from '../host/network-manager.ts';
import { keepFault } from '../net/keep/keep-fault.ts';
import { bringUpLink } from '../net/link/bring-up-link.ts';
import { nmcliNetworkManager } from '../net/link/nmcli-network-manager.ts';
import { PendingReports } from '../net/report/pending-reports.ts';
import { type Letter, type Sent, sendReports } from '../net/report/send-reports.ts';
import { stickId } from '../net/report/stick-id.ts';
import type { NetworkSettings } from '../net/settings/network-settings.ts';
import { reportName } from '../report/report-name.ts';
import type { RunReport } from '../report/run-report.ts';
import type { DevicePaths } from './device-paths.ts';
import { networkSettings, recoveryServer } from './network-files.ts';

export interface ReportPorts {
  readonly paths: DevicePaths;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Without a stick its folder is one of the memory that the device runs from. */
  readonly stick: 'there' | 'absent';
}

/** The person waits for the last screen meanwhile. */
const LIMIT_MS = 40_000;

/**
 * Brings the report of a run to the server that `[report]` of network.toml names, and those of earlier runs that are still
 * on the stick. Nothing that fails here fails the run: it is told as a warning.
 */
export class ReportDesk {
  readonly #ports: ReportPorts;
  readonly #settings: NetworkSettings | 'none';

  private constructor(ports: ReportPorts, settings: NetworkSettings | 'none') {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** Without `[report]` there is a desk that does nothing. */
  static async open(ports: ReportPorts): Promise<ReportDesk> {
    try {
      const settings = await networkSettings(ports.paths);
      return new ReportDesk(ports, settings.report === 'none' ? 'none' : settings);
    } catch (error) {
      // A stick that was pulled is what the run failed with.
      if (ports.stick === 'there') warn(ports.emit, toFault(error));
      return new ReportDesk(ports, 'none');
    }
  }

  /** Of the stick that this run is from; `'unknown'` where nobody asks for reports, or it cannot be written. */
  async stickId(): Promise<string> {
    const { paths, stick } = this.#ports;
    if (this.#settings === 'none' || stick === 'absent') return 'unknown';
    return await stickId(paths.stick, randomUUID).catch(() => 'unknown');
  }

  /** Keeps the report on the stick, then sends it and what else waits there, for 40 s at most. */
  async deliver(report: RunReport, link: 'up' | 'none', signal: AbortSignal): Promise<void> {
    if (this.#settings === 'none') return;
    await using held = new AsyncDisposableStack();
    const pending = await this.#pending(held);
    const letters = await this.#letters(report, pending);
    const { clock, emit } = this.#ports;
    using limit = timeLimit(LIMIT_MS, clock, signal);
    try {
      const { sent, left, fault } = await this.#send(this.#settings, letters, link, limit.signal);
      emit({ kind: 'reports', sent, left });
      if (fault !== 'none') notSent(emit, left, fault);
    } catch (error) {
      notSent(emit, letters.length, toFault(limit.signal.aborted ? limit.signal.reason : error));
    }
  }

  async #pending(held: AsyncDisposableStack): Promise<PendingReports | 'none'> {
    const { paths, stick, emit } = this.#ports;
    if (stick === 'absent') return 'none';
    try {
      return held.use(await PendingReports.on(paths.stick));
    } catch (error) {
      notKept(emit, error);
      return 'none';
    }
  }

  /** This run's report first: what else is on the stick has waited already. */
  async #letters(report: RunReport, pending: PendingReports | 'none'): Promise<readonly Letter[]> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(report)}\n`);
    const own = { name: reportName(report), bytes };
    if (pending === 'none') return [{ read: async () => own, delivered: async () => undefined }];
    const { emit } = this.#ports;
    const ownFile = `${report.run}.json`;
    await pending.keep(report.run, bytes).catch((error: unknown) => notKept(emit, error));
    const others = await pending.files().catch((error: unknown) => {
      notKept(emit, error);
      return [];
    });
    return [ownFile, ...others.filter((file) => file !== ownFile)].map((file) => ({
      read: async () => (file === ownFile ? own : await pending.read(file).catch(thrownByStick)),
      // It stays on the stick then, and the server knows it the next time.
      delivered: () => pending.remove(file).catch((error: unknown) => notKept(emit, error)),
    }));
  }

  async #send(
    settings: NetworkSettings,
    letters: readonly Letter[],
    link: 'up' | 'none',
    signal: AbortSignal,
  ): Promise<Sent> {
    const { paths, clock, emit } = this.#ports;
    const { server: named, report } = settings;
    if (named === 'none' || report === 'none')
      throw new TypeError('There are reports and nobody to send them to');
    signal.throwIfAborted();
    const { folder: path, user, identity } = report;
    const server = await recoveryServer({ ...named, path, user, identity }, paths);
    if (paths.root === '/' && link === 'none') await makeLink(settings, this.#ports, signal);
    const tell: Parameters<typeof sendReports>[2]['tell'] = (news) => emit({ kind: 'network', news });
    return await sendReports(letters, server, { clock, tell, newToken: randomUUID }, signal);
  }
}

/** Nobody is asked for a WiFi network for the sake of a report. */
async function makeLink(
  settings: NetworkSettings,
  { clock, emit }: ReportPorts,
  signal: AbortSignal,
): Promise<void> {
  const networkManager = nmcliNetworkManager(networkManagerTools());
  const ports = {
    networkManager,
    clock,
    askForWifi: 'nobody-is-there',
    newUuid: () => randomUUID(),
  } as const;
  await bringUpLink(settings, ports, (news) => emit({ kind: 'network', news }), signal);
}

interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

function timeLimit(limitMs: number, clock: Clock, signal: AbortSignal): TimeLimit {
  const over = new AbortController();
  const timer = new AbortController();
  // The clock rejects when it is no longer needed.
  clock.sleep(limitMs, timer.signal).then(
    () => over.abort(new Fault('NET-10', { problem: `it took ${limitMs / 1000} s` })),
    () => undefined,
  );
  return { signal: AbortSignal.any([signal, over.signal]), [Symbol.dispose]: () => timer.abort() };
}

function thrownByStick(error: unknown): never {
  throw keepFault(error);
}

function warn(emit: Emit, { code, facts }: Fault): void {
  emit({ kind: 'warning', code, facts });
}

function notKept(emit: Emit, error: unknown): void {
  const { facts } = keepFault(error);
  warn(emit, new Fault('STK-04', { ...facts, file: 'reports/pending' }));
}

function notSent(emit: Emit, left: number, { code, facts }: Fault): void {
  warn(emit, new Fault('NET-19', { left, because: code, ...facts }));
}
