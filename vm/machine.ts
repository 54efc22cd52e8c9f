import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Cable } from './cable.ts';
import { SERIAL_ID, WIRES } from './machine-arguments.ts';
import { MachineFailure } from './machine-failure.ts';
import { Qmp } from './qmp.ts';
import { SerialLine } from './serial-line.ts';
import { UsbPort } from './usb-port.ts';

/** Why a machine is off: `guest-reset`, `guest-shutdown` and others of QEMU's, `time-limit`, or `killed`. */
export interface MachineEnd {
  readonly reason: string;
  /** Since it was switched on. */
  readonly atMs: number;
}

/** The first line that one of the patterns matched. */
export interface Seen<K extends string> {
  readonly kind: K;
  readonly text: string;
  readonly atMs: number;
}

export interface MachineLogs {
  readonly serialLog: string;
  readonly limitMs: number;
}

const LOOK_EVERY_MS = 10;

/** A running QEMU. It ends with its time limit and when it is disposed of. */
export class Machine implements AsyncDisposable {
  readonly serial: SerialLine;
  readonly qmp: Qmp;
  readonly usb: UsbPort;
  readonly cable: Cable;
  readonly ended: Promise<MachineEnd>;
  readonly #child: ChildProcess;
  readonly #logs: MachineLogs;
  readonly #startedMs = performance.now();
  #read = 0;
  #killedFor = 'killed';

  constructor(child: ChildProcess, logs: MachineLogs) {
    this.#child = child;
    this.#logs = logs;
    this.serial = new SerialLine(wireOf(child, WIRES.serial), () => this.sinceStartMs());
    this.qmp = new Qmp(wireOf(child, WIRES.qmp));
    this.usb = new UsbPort(this.qmp);
    this.cable = new Cable(this.qmp);
    this.ended = this.#end();
  }

  sinceStartMs(): number {
    return performance.now() - this.#startedMs;
  }

  /**
   * Waits for a line that matches, among those behind the one that the last call found.
   * @throws MachineFailure when the machine ends without it, or the time is over
   */
  async expect<K extends string>(patterns: Readonly<Record<K, RegExp>>, limitMs: number): Promise<Seen<K>> {
    const late = wait(limitMs, 'late' as const, { ref: false });
    for (;;) {
      const ended = this.serial.ended;
      const seen = this.#nextMatch(patterns);
      if (seen !== 'none') return seen;
      const what = Object.values(patterns).join(' or ');
      if (ended) throw this.failure(`The machine ended (${(await this.ended).reason}) without ${what}`);
      if ((await Promise.race([this.serial.changed(), late])) === 'late')
        throw this.failure(`There was no ${what} within ${limitMs / 1000} s`);
    }
  }

  /** Waits until the guest restarts or switches itself off. @throws MachineFailure */
  async expectEnd(reason: 'guest-reset' | 'guest-shutdown', limitMs: number): Promise<MachineEnd> {
    const end = await Promise.race([this.ended, wait(limitMs, 'late' as const, { ref: false })]);
    if (end === 'late') throw this.failure(`There was no ${reason} within ${limitMs / 1000} s`);
    if (end.reason !== reason) throw this.failure(`The machine ended with ${end.reason}, not ${reason}`);
    return end;
  }

  /** A kernel obeys the letter behind a break on its serial console, where its command line allows it. */
  async sysrq(letter: string): Promise<void> {
    await this.qmp.execute('chardev-send-break', { id: SERIAL_ID });
    this.serial.write(letter);
  }

  /** Power off, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /**
   * Stands still, in the middle of whatever it does, while `work` looks at its files: they hold what `kill` would leave.
   * The clock of the guest goes on.
   */
  async frozen<T>(work: () => T): Promise<T> {
    this.#child.kill('SIGSTOP');
    try {
      // A thread in the middle of a write finishes it first, as it does when it is killed.
      while (!isStopped(this.#child.pid)) await wait(LOOK_EVERY_MS);
      return work();
    } finally {
      this.#child.kill('SIGCONT');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  failure(problem: string): MachineFailure {
    return new MachineFailure(problem, this.#logs.serialLog, this.serial.lines);
  }

  #nextMatch<K extends string>(patterns: Readonly<Record<K, RegExp>>): Seen<K> | 'none' {
    while (this.#read < this.serial.lines.length) {
      const line = this.serial.lines[this.#read];
      this.#read += 1;
      for (const kind in patterns) {
        if (line !== undefined && patterns[kind].test(line.text)) return { kind, ...line };
      }
    }
    return 'none';
  }

  async #end(): Promise<MachineEnd> {
    const limit = setTimeout(() => {
      this.#killedFor = 'time-limit';
      this.#child.kill('SIGKILL');
    }, this.#logs.limitMs);
    // 'close' comes behind the last byte of the serial line and the last event.
    await once(this.#child, 'close');
    clearTimeout(limit);
    const said = this.qmp.events.findLast(({ name }) => name === 'SHUTDOWN')?.data['reason'];
    const other = this.#child.signalCode === null ? 'failed' : this.#killedFor;
    return { reason: typeof said === 'string' ? said : other, atMs: this.sinceStartMs() };
  }
}

/** Whether every thread of a process is: the field behind the name tells, see proc(5). */
function isStopped(pid: number | undefined): boolean {
  const tasks = `/proc/${pid}/task`;
  const stateOf = (task: string): string =>
    /\) (\S)/.exec(readFileSync(`${tasks}/${task}/stat`, 'latin1'))?.[1] ?? '';
  return readdirSync(tasks).every((task) => stateOf(task) === 'T');
}

/** Node's pipes to a child are sockets that go both ways. */
function wireOf(child: ChildProcess, descriptor: number): Duplex {
  const wire = child.stdio[descriptor];
  if (wire instanceof Duplex) return wire;
  throw new Error(`Descriptor ${descriptor} of QEMU is no socket`);
}
