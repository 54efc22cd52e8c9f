import type { RunReport } from '../../src/report/run-report.ts';

const RELEASE = {
  id: 'nimbus-1.10.0',
  location: 'local',
  source: 'stick',
  osName: 'Nimbus OS',
  osVersion: '1.10.0',
  authority: 'firmware',
  preambleVersion: 1,
  keySha1: 'ab'.repeat(20),
} as const;

/** The run id with this number. */
export function runId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** The report of a netbook that was recovered in 60 s, with what is different about it. */
export function aReport(change: Partial<RunReport> = {}): RunReport {
  return {
    version: 2,
    run: runId(1),
    stick: { id: runId(900), serial: '4C530001', port: 'usb 1-2' },
    outcome: 'complete',
    disk: 'complete',
    failure: null,
    agent: '0.1.0',
    mode: 'unattended',
    device: deviceCalled('N-001'),
    macs: [{ interface: 'eth0', mac: '02:00:00:00:00:01' }],
    before: { release: 'unknown', firmware: 'unknown' },
    after: { release: RELEASE, firmware: 'unknown' },
    policy: {
      keysFrom: 'recovery-software',
      keys: [{ role: 'root', sha1: 'cd'.repeat(20) }],
      minimumVersion: 1,
      minimumKernelVersion: 1,
    },
    release: RELEASE,
    why: 'it is the only one',
    others: [],
    flash: null,
    firmware: null,
    target: { name: 'nvme0n1', model: 'Fast', serial: 'S1', sizeBytes: 1 << 30 },
    stored: null,
    steps: [
      { name: 'check', status: 'done', seconds: 10, bytes: 5000, retries: 0 },
      { name: 'write', status: 'done', seconds: 40, bytes: 5000, retries: 0 },
    ],
    seconds: 60,
    warnings: [],
    inventory: { memory: { totalBytes: 1 << 32 }, cpu: 'unknown' },
    ...change,
  };
}

export function deviceCalled(serial: string): NonNullable<RunReport['device']> {
  return {
    hwid: { value: 'NIMBUS A2B', from: '/sys/HWID' },
    sku: { value: 3, from: '/sys/sku' },
    serial: { value: serial, from: '/sys/serial' },
    arch: { value: 'x86_64', from: 'uname -m' },
    developerSwitch: 'unknown',
    recoveryReason: { value: { code: 2, cause: 'person', words: 'the button' }, from: '/sys/reason' },
    firmwareWriteProtect: { value: 'on', from: '/sys/wp' },
  };
}

/** What a run that failed has instead. */
export function failedWith(code: string): Partial<RunReport> {
  return {
    outcome: 'failed',
    disk: 'unbootable',
    failure: { step: 'write', code, facts: { partition: 'ROOT-A' } },
    after: { release: 'none', firmware: 'unknown' },
  };
}
