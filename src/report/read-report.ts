import { MAX_REPORT_BYTES, REPORT_VERSION, RUN_REPORT, type RunReport } from './run-report.ts';

/** Why the bytes of a file are no report that this program understands. */
type NoReport = 'too-long' | 'not-json' | 'other-version' | 'malformed';

/** A report as it was written. Nothing in the bytes is trusted. */
export function readReport(bytes: Uint8Array): RunReport | NoReport {
  if (bytes.length > MAX_REPORT_BYTES) return 'too-long';
  const document = parsed(bytes);
  if (document === undefined) return 'not-json';
  const report = RUN_REPORT.safeParse(document);
  if (report.success) return report.data;
  return isOtherVersion(document) ? 'other-version' : 'malformed';
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Cut short, or never a report: the caller says which file.
    return undefined;
  }
}

function isOtherVersion(document: unknown): boolean {
  if (typeof document !== 'object' || document === null || !('version' in document)) return false;
  return typeof document.version === 'number' && document.version !== REPORT_VERSION;
}
