import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';

const START_MACHINE = join(import.meta.dirname, '../../vm/start-machine.ts');

test('a machine is off when the process that started it was killed', async () => {
  const folder = machineFolder('leftovers');
  const { hardware } = await nimbus(folder);
  const { vmlinuz, initramfs, commandLine } = inject('software');
  const start = { kind: 'kernel', vmlinuz, initramfs, commandLine };
  const options = { ...hardware, name: 'left', folder, start, limitMs: 60_000 };
  const script = join(folder, 'start.mjs');
  writeFileSync(
    script,
    `import { startMachine } from ${JSON.stringify(START_MACHINE)};
     const machine = await startMachine(${JSON.stringify(options)});
     await machine.expect({ on: /rsd-mark initramfs/ }, 60_000);
     console.log('on');`,
  );
  const starter = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(starter.stdout, 'data');
  expect(processesWith(hardware.disk.image)).not.toEqual([]);
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  for (let looks = 0; looks < 50 && processesWith(hardware.disk.image).length > 0; looks += 1)
    await wait(100);
  expect(processesWith(hardware.disk.image)).toEqual([]);
});

/** Those that run, with `word` in their arguments. */
function processesWith(word: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && argumentsOf(pid).includes(word));
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    // It has ended since the folder was read.
    return '';
  }
}
