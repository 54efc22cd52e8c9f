import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Machine } from './machine.ts';
import { type Hardware, type MachineStart, machineArguments } from './machine-arguments.ts';

export interface MachineOptions extends Hardware {
  /** What its log files are called. */
  readonly name: string;
  /** Where they go. */
  readonly folder: string;
  readonly start: MachineStart;
  /** It is killed after this time, whatever it does. */
  readonly limitMs: number;
}

/** Everything that starts here says something long before. */
const FIRST_WORD_MS = 90_000;

/**
 * Switches a machine on. One in some hundred never says a word, because the emulator gets stuck before the kernel runs:
 * it is switched off and on again, once.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const machine = await switchedOn(options);
  const late = wait(FIRST_WORD_MS, 'late' as const, { ref: false });
  if (machine.serial.lines.length > 0 || (await Promise.race([machine.serial.changed(), late])) !== 'late')
    return machine;
  await machine.kill();
  process.stderr.write(`${options.name} said nothing in ${FIRST_WORD_MS / 1000} s and is started again\n`);
  return await switchedOn(options);
}

/** Its serial line is logged in `<name>.serial.log`, QEMU's own words in `<name>.qemu.log`. */
async function switchedOn(options: MachineOptions): Promise<Machine> {
  await mkdir(options.folder, { recursive: true });
  const log = (kind: string): string => join(options.folder, `${options.name}.${kind}.log`);
  const args = machineArguments(options, options.start, log('serial'));
  await using qemuLog = await open(log('qemu'), 'w');
  await qemuLog.write(`qemu-system-x86_64 ${args.join(' ')}\n`);
  // setpriv turns into QEMU. The kernel kills it when the thread that started it is gone, however that ended.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...args], {
    stdio: ['ignore', qemuLog.fd, qemuLog.fd, 'pipe', 'pipe'],
  });
  await once(child, 'spawn');
  const machine = new Machine(child, {
    serialLog: log('serial'),
    limitMs: options.limitMs,
  });
  await machine.qmp.execute('qmp_capabilities', {});
  return machine;
}
