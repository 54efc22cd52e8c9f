import type { RunReport } from '../../report/run-report.ts';

/** What a line wants to know of one run: of a report, so much as can be kept of a hundred thousand. */
export interface LineRun {
  readonly run: string;
  /** When the report arrived in the folder, by the clock of the computer that keeps it; ISO 8601. */
  readonly arrived: string;
  readonly outcome: RunReport['outcome'];
  readonly disk: RunReport['disk'];
  /** Of the fault and the step that failed; `''` for a run that passed, and for a fault outside of every step. */
  readonly code: string;
  readonly step: string;
  readonly seconds: number;
  readonly steps: readonly { readonly name: string; readonly seconds: number; readonly bytes: number }[];
  /** `'unknown'` for what nobody could tell. */
  readonly serial: string;
  readonly hwid: string;
  readonly sku: string;
  readonly macs: readonly string[];
  readonly reason: string;
  readonly releaseBefore: string;
  readonly releaseAfter: string;
  readonly firmwareBefore: string;
  readonly firmwareAfter: string;
  readonly stick: string;
  readonly port: string;
  readonly agent: string;
}

export function lineRun(report: RunReport, arrived: string): LineRun {
  const { before, after, failure, device, stick } = report;
  return {
    run: report.run,
    arrived,
    outcome: report.outcome,
    disk: report.disk,
    code: failure?.code ?? '',
    step: failure?.step ?? '',
    seconds: report.seconds,
    steps: report.steps.flatMap(({ name, seconds, bytes }) =>
      seconds === null ? [] : [{ name, seconds, bytes }],
    ),
    serial: valueOf(device?.serial),
    hwid: valueOf(device?.hwid),
    sku: valueOf(device?.sku),
    macs: report.macs.map(({ mac }) => mac),
    reason: reasonOf(device),
    releaseBefore: foundSystem(before.release),
    releaseAfter: typeof after.release === 'string' ? after.release : after.release.id,
    firmwareBefore: firmwareText(before.firmware),
    firmwareAfter: firmwareText(after.firmware),
    stick: stick.id === 'unknown' ? stick.serial : stick.id,
    port: stick.port,
    agent: report.agent,
  };
}

function valueOf(fact: 'unknown' | { readonly value: string | number } | undefined): string {
  return fact === undefined || fact === 'unknown' ? 'unknown' : String(fact.value);
}

function firmwareText(firmware: RunReport['before']['firmware']): string {
  if (firmware === 'unknown') return firmware;
  const { readOnly, slotA, slotB } = firmware;
  return `${readOnly} ${slotA} ${slotB}`;
}

function reasonOf(device: RunReport['device']): string {
  if (device === null || device.recoveryReason === 'unknown') return 'unknown';
  const { code, cause } = device.recoveryReason.value;
  return `${code} ${cause}`;
}

/** No disk says which release it has; the key and the version of its kernel tell releases apart. */
function foundSystem(before: RunReport['before']['release']): string {
  return before === 'unknown' ? before : `kernel ${before.kernelVersion} by ${before.keySha1.slice(0, 8)}`;
}
