import { FAULTS, type FaultCode } from './fault-catalogue.ts';

/** Facts are what the log, the report and the details screen show. They never hold secrets. */
export type Facts = Readonly<Record<string, string | number | readonly string[]>>;

/** The facts that a code must carry. A code not named here may carry any. */
interface FactsByCode {
  'SKU-02': { readonly firmware: string; readonly flash: string; readonly believed: string };
  'SRC-03': { readonly hwid: string; readonly sku: string; readonly models: readonly string[] };
  'SRC-04': { readonly deviceArch: string; readonly releaseArch: string };
  'SRC-05': { readonly agent: string; readonly minimumAgent: string };
  'MAN-01': { readonly problem: string };
  'MAN-02': { readonly field: string; readonly problem: string };
  'MAN-03': { readonly file: string; readonly bytes: number; readonly maxBytes: number };
  'MAN-04': { readonly field: string };
  'SIG-02': { readonly problem: string };
  'SIG-03': { readonly problem: string };
  'SIG-05': { readonly version: string; readonly minimum: string };
  'STK-05': { readonly file: string; readonly line: number; readonly key: string; readonly problem: string };
  'IMG-01': { readonly file: string };
  'IMG-02': { readonly file: string; readonly expectedBytes: number; readonly gotBytes: number };
  'IMG-03': { readonly file: string; readonly offsetBytes: number };
  'IMG-04': { readonly file: string; readonly offsetBytes: number };
  'IMG-05': { readonly manifestDigest: string; readonly kernelDigest: string };
  'IMG-06': { readonly file: string; readonly problem: string };
  'IMG-07': { readonly file: string; readonly problem: string };
  'IMG-08': { readonly partition: string; readonly payloadBytes: number; readonly partitionBytes: number };
  'IMG-09': { readonly file: string; readonly version: string; readonly minimum: string };
  'DSK-01': { readonly seen: readonly string[] };
  'DSK-02': { readonly disk: string; readonly diskBytes: number; readonly neededBytes: number };
  'DSK-03': { readonly disk: string };
  'DSK-04': { readonly disk: string; readonly by: string };
  'DSK-05': { readonly disks: readonly string[] };
  'DSK-06': { readonly partition: string; readonly offsetBytes: number; readonly reason: string };
  'DSK-07': { readonly partition: string; readonly offsetBytes: number };
  'DSK-08': { readonly partition: string; readonly offsetBytes: number; readonly reason: string };
  'DSK-09': { readonly was: string; readonly is: string };
  'DSK-10': { readonly partition: string; readonly reason: string };
  'DSK-11': { readonly problem: string };
  'DSK-12': { readonly partition: string; readonly offsetBytes: number };
  'PWR-01': { readonly chargePercent: number; readonly neededPercent: number };
  'PWR-02': { readonly charger: string; readonly battery: string; readonly neededPercent: number };
  'FWR-01': { readonly reason: string };
  'FWR-02': { readonly device: string; readonly image: string };
  'FWR-03': { readonly which: string; readonly deviceKey: string };
  'FWR-04': { readonly which: string; readonly problem: string };
  'FWR-05': { readonly problem: string };
  'FWR-06': { readonly version: string; readonly minimum: string };
  'FWR-08': { readonly reason: string };
  'FWR-09': { readonly reason: string };
  'FWR-10': { readonly part: string; readonly offsetBytes: number };
  'MAK-01': { readonly disk: string; readonly problem: string };
  'MAK-02': { readonly disk: string; readonly diskBytes: number; readonly neededBytes: number };
  'MAK-03': { readonly disk: string; readonly diskBytes: number; readonly holdsBytes: number };
  'MAK-04': { readonly disk: string; readonly offsetBytes: number; readonly reason: string };
  'MAK-05': { readonly disk: string; readonly offsetBytes: number };
  'MAK-06': { readonly problem: string };
  'MAK-08': { readonly disk: string; readonly offsetBytes: number; readonly reason: string };
  'MAK-09': { readonly file: string; readonly problem: string };
  'IMP-01': { readonly file: string; readonly problem: string };
  'KEY-01': { readonly file: string; readonly problem: string };
  'PUB-01': { readonly place: string; readonly problem: string };
  'PUB-02': { readonly release: string; readonly problem: string };
  'OPT-01': { readonly option: string; readonly problem: string };
  'LIN-02': { readonly source: string; readonly code: string; readonly problem: string };
  'LIN-03': { readonly pinned: string };
  'LIN-04': { readonly pinned: string; readonly source: string };
  'LIN-05': { readonly agent: string; readonly minimumAgent: string };
  'FMT-01': { readonly format: string; readonly field: string; readonly problem: string };
}

type FactsOf<C extends FaultCode> = C extends keyof FactsByCode ? FactsByCode[C] & Facts : Facts;

export class Fault<C extends FaultCode = FaultCode> extends Error {
  override readonly name = 'Fault';
  readonly code: C;
  readonly facts: FactsOf<C>;

  constructor(code: C, facts: FactsOf<C>, options?: ErrorOptions) {
    super(`${code}: ${FAULTS[code].title}`, options);
    this.code = code;
    this.facts = facts;
  }
}

export function isFault<C extends FaultCode>(error: unknown, code: C): error is Fault<C> {
  return error instanceof Fault && error.code === code;
}

/** An error that reaches the top without a code is a defect of ours, and says so. */
export function toFault(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('BUG-00', { problem: String(error) }, { cause: error });
}
