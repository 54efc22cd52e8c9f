import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { bootedLine, SYSTEMS } from './systems.ts';

const MAIN = join(import.meta.dirname, '../../vm/main.ts');
const PARTS = ['firmware', 'kernel', 'initramfs', 'user space', 'Node', 'agent', 'first screen', 'complete'];

test.for([
  ['', []],
  ['--uefi', ['--uefi']],
  ['--disk sd', ['--disk', 'sd']],
] as const)(
  'npm run vm -- --unattended %s recovers a netbook and starts what it installed',
  async ([, options]) => {
    const vm = spawn(process.execPath, [MAIN, '--unattended', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [printed, complained] = await Promise.all([text(vm.stdout), text(vm.stderr), once(vm, 'close')]);
    expect(complained).toBe('');
    expect(vm.exitCode).toBe(0);
    expect(printed).toContain(bootedLine(SYSTEMS.current));
    for (const part of PARTS) expect(printed).toMatch(new RegExp(`^${part}[^|]* \\d+\\.\\d s`, 'm'));
  },
);
