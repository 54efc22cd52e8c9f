import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { rollbackText } from '../../src/catalog/rollback-text.ts';
import type { Fact } from '../../src/core/device.ts';
import { identify } from '../../src/sku/identify.ts';
import { rollbackMinimums } from '../../src/sku/rollback-minimums.ts';
import { MACHINES } from '../fixtures/chromebooks.ts';
import { testWith, tool } from '../tool.ts';

/** Debian's crossystem knows one folder only, so the machine's own is put there, in a mount namespace of its own. */
const ASK = `
  mount -t tmpfs none /sys/devices/platform && cp -r "$1" /sys/devices/platform/chromeos_acpi || exit 1
  for name in hwid devsw_boot recovery_reason wpsw_cur tpm_fwver tpm_kernver; do echo "$(crossystem $name 2>/dev/null)"; done`;

testWith('crossystem', 'unshare')(
  'identify() knows of the machines with an ACPI folder what crossystem knows of them',
  ({ skip }) => {
    if (tool('unshare', '-m', 'true').status !== 0) skip('mount namespaces are for root');
    const acpi = Object.entries(MACHINES).filter(([, { files }]) => [...files.keys()].some(isAcpi));
    expect(acpi.map(([name]) => name)).toHaveLength(4);
    for (const [name, machine] of acpi) {
      const { hwid, developerSwitch, recoveryReason, firmwareWriteProtect } = identify(machine);
      const { firmware, kernel } = rollbackMinimums(machine);
      expect([name, ...askCrossystem(machine.files)]).toEqual([
        name,
        inWords(hwid, (text) => text),
        inWords(developerSwitch, (position) => (position === 'on' ? '1' : '0')),
        inWords(recoveryReason, ({ code }) => String(code)),
        inWords(firmwareWriteProtect, (position) => (position === 'on' ? '1' : '0')),
        ...[firmware, kernel].map((minimum) => (minimum === 'unknown' ? '' : rollbackText(minimum))),
      ]);
    }
  },
);

function isAcpi(path: string): boolean {
  return /^\/sys\/devices\/platform\/[^/]+\/[A-Z]+(?:\.\d)?$/.test(path);
}

function inWords<T>(fact: Fact<T>, words: (value: T) => string): string {
  return fact === 'unknown' ? '' : words(fact.value);
}

function askCrossystem(files: ReadonlyMap<string, Uint8Array>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  try {
    for (const [path, bytes] of files) {
      if (isAcpi(path)) writeFileSync(join(folder, path.split('/').at(-1) ?? ''), bytes);
    }
    const { status, stdout } = tool('unshare', '-m', 'sh', '-c', ASK, 'sh', folder);
    expect(status).toBe(0);
    return stdout.split('\n').slice(0, 6);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
