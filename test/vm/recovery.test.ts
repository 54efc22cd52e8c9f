import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { bootedLine, SYSTEMS } from './systems.ts';

const MAIN = join(import.meta.dirname, '../../vm/main.ts');
const PARTS = ['firmware', 'kernel', 'initramfs', 'user space', 'Node', 'agent', 'first screen', 'complete'];

/** What the computer that QEMU runs on finds in the chip afterwards. */
const FLASHED = [
  /^Firmware: updated from 15054\.0\.0 to 15117\.112\.0/m,
  /^The firmware is Google_Nimbus\.15117\.112\.0 now, and was Google_Nimbus\.15054\.0\.0; futility verifies both slots$/m,
  /^Its write-protected part is Google_Nimbus\.15000\.0\.0 as before, its hardware_id: NIMBUS A2B-C3D-E4F$/m,
];

test.for([
  ['', [], []],
  ['--uefi', ['--uefi'], []],
  ['--disk sd --firmware', ['--disk', 'sd', '--firmware'], FLASHED],
] as const)(
  'npm run vm -- --unattended %s recovers a netbook and starts what it installed',
  async ([, options, lines]: readonly [string, readonly string[], readonly RegExp[]]) => {
    const vm = spawn(process.execPath, [MAIN, '--unattended', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [printed, complained] = await Promise.all([text(vm.stdout), text(vm.stderr), once(vm, 'close')]);
    expect(complained).toBe('');
    expect(vm.exitCode).toBe(0);
    expect(printed).toContain(bootedLine(SYSTEMS.current));
    const took = PARTS.map((part) => new RegExp(`^${part}[^|]* \\d+\\.\\d s`, 'm'));
    for (const line of [...took, ...lines]) expect(printed).toMatch(line);
  },
);
