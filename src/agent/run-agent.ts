import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { machine } from 'node:os';
import { assertNever } from '../core/assert-never.ts';
import type { Command } from '../core/commands.ts';
import type { StampedEvent } from '../core/events.ts';
import { Fault, toFault } from '../core/faults.ts';
import type { BlockChecker } from '../core/ports.ts';
import { WIRE_VERSION } from '../core/wire.ts';
import { agentLock } from '../host/agent-lock.ts';
import { blockChecker } from '../host/block-checker.ts';
import { controlServer } from '../host/control-server.ts';
import { errnoOf } from '../host/errno-of.ts';
import { type Inventory, inventory } from '../host/inventory.ts';
import { listDisks } from '../host/list-disks.ts';
import { makeExt4 } from '../host/make-ext4.ts';
import { openDisk } from '../host/open-disk.ts';
import { readFirmwareFacts } from '../host/read-firmware-facts.ts';
import { readTrustedKeys } from '../host/read-trusted-keys.ts';
import { restartDevice } from '../host/restart-device.ts';
import { type RunLog, runLog } from '../host/run-log.ts';
import { slotMemory } from '../host/slot-memory.ts';
import { stickIsThere } from '../host/stick-is-there.ts';
import { stickSource } from '../host/stick-source.ts';
import { systemClock } from '../host/system-clock.ts';
import { writeWholeFile } from '../host/write-whole-file.ts';
import { FIRMWARE_PATHS } from '../sku/firmware-facts.ts';
import { identify } from '../sku/identify.ts';
import { plainLines } from '../ui/plain-line.ts';
import { AGENT_VERSION } from './agent-version.ts';
import { type DevicePaths, devicePaths } from './device-paths.ts';
import { exitStatus } from './exit-status.ts';
import { Keyboard } from './keyboard.ts';
import { recover } from './recover.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { runReport } from './report.ts';
import { type EndPorts, restartWithoutStick } from './restart-without-stick.ts';
import { RunBus } from './run-bus.ts';
import { StepFailure } from './stepper.ts';

export interface RunOptions {
  /** `/`, or the folder of a simulated device. */
  readonly root: string;
  readonly mode: 'attended' | 'unattended';
  readonly report: string | undefined;
  /** Is given the run as plain lines. */
  readonly print: (line: string) => void;
}

const SLOTS = 8;
const SLOT_BYTES = 1 << 20;

/** Recovers the device below `root`, once, and returns the exit status. @throws Fault AGT-01, AGT-04 before it begins */
export async function runAgent(options: RunOptions, stop: AbortController): Promise<number> {
  const paths = devicePaths(options.root);
  const bus = new RunBus(systemClock);
  const keyboard = new Keyboard();
  await using held = new AsyncDisposableStack();
  held.use(await agentLock(paths.root));
  const control = held.use(
    await controlServer(
      paths.socket,
      () => ({ v: WIRE_VERSION, kind: 'state', state: bus.state }),
      (command) => obey(command, keyboard, stop),
    ),
  );
  bus.listen((event) => control.say({ v: WIRE_VERSION, kind: 'event', event }));
  const onLost = (errno: string): void => bus.emit({ kind: 'warning', code: 'STK-04', facts: { errno } });
  const log = held.use(await runLog(paths.stick, onLost));
  bus.listen((event) => writeLog(log, event));
  bus.listen((event, before) => plainLines(event, before).forEach(options.print));
  bus.emit({ kind: 'started', agent: AGENT_VERSION, mode: options.mode });
  const hardware = inventory();
  await recoverAndTell(options, paths, keyboard, bus, log, stop.signal);
  await keepReport(options, bus, await hardware, log);
  await end(options, paths, keyboard, bus, stop.signal);
  return exitStatus(bus.state);
}

/** A device restarts when its stick is out. Elsewhere, and after a failure, whoever is there reads the last screen first. */
async function end(
  options: RunOptions,
  paths: DevicePaths,
  keyboard: Keyboard,
  bus: RunBus,
  signal: AbortSignal,
): Promise<void> {
  if (bus.state.outcome === 'complete' && options.root === '/') {
    return await restartWithoutStick(endPorts(options, paths, keyboard, bus), signal);
  }
  if (options.mode === 'attended' && !signal.aborted) {
    await Promise.race([keyboard.acknowledged, once(signal, 'abort')]);
  }
}

function obey(command: Command, keyboard: Keyboard, stop: AbortController): void {
  switch (command.kind) {
    case 'key':
      return keyboard.press(command.key);
    case 'acknowledge':
      return keyboard.acknowledge();
    case 'cancel':
      return stop.abort(new Fault('AGT-02', { by: 'the person at the screen' }));
    default:
      return assertNever(command);
  }
}

/** Progress is for screens: a log of it would wear the stick and say nothing. */
function writeLog(log: RunLog, { seq, atMs, event }: StampedEvent): void {
  if (event.kind === 'step-progress' || event.kind === 'delay') return;
  const level = event.kind === 'failed' ? 'error' : event.kind === 'warning' ? 'warn' : 'info';
  log.logger[level]({ seq, atMs, event }, event.kind);
}

async function recoverAndTell(
  options: RunOptions,
  paths: DevicePaths,
  keyboard: Keyboard,
  bus: RunBus,
  log: RunLog,
  signal: AbortSignal,
): Promise<void> {
  await using checker = blockChecker();
  try {
    await recover(recoveryPorts(options, paths, keyboard, bus, checker), signal);
    bus.emit({ kind: 'finished', disk: 'complete' });
  } catch (error) {
    const { code, facts, cause, stack } = toFault(error instanceof StepFailure ? error.cause : error);
    log.logger.error({ code, stack, cause: String(cause) }, 'the recovery failed');
    const step = error instanceof StepFailure ? { step: error.step } : {};
    bus.emit({ kind: 'failed', ...step, code, facts, disk: bus.state.disk });
  }
}

function recoveryPorts(
  options: RunOptions,
  { root, stick, keys }: DevicePaths,
  keyboard: Keyboard,
  bus: RunBus,
  checker: BlockChecker,
): RecoveryPorts {
  return {
    identify: async () => identify(await readFirmwareFacts(root, FIRMWARE_PATHS, machine())),
    policy: async (device) => ({
      device,
      trustedKeys: await readTrustedKeys(keys),
      minimumFirmwareVersion: 0,
      agentVersion: AGENT_VERSION,
    }),
    source: stickSource(stick),
    disks: { list: () => listDisks(root), open: openDisk },
    filesystems: { makeExt4 },
    checker,
    slots: slotMemory(SLOTS, SLOT_BYTES),
    clock: systemClock,
    person: {
      presence: options.mode,
      pressedKeys: () => keyboard.pressedKeys(),
      randomBelow: (below) => randomInt(below),
    },
    newGuid: () => randomUUID().toUpperCase(),
    emit: bus.emit,
  };
}

async function keepReport(options: RunOptions, bus: RunBus, hardware: Inventory, log: RunLog): Promise<void> {
  const text = `${JSON.stringify(runReport(bus.state, hardware), null, 2)}\n`;
  await log.keep('report.json', text).catch((error: unknown) => {
    bus.emit({ kind: 'warning', code: 'STK-04', facts: { errno: errnoOf(error) } });
  });
  if (options.report !== undefined) await writeWholeFile(options.report, text);
}

function endPorts(options: RunOptions, { stick }: DevicePaths, keyboard: Keyboard, bus: RunBus): EndPorts {
  return {
    mode: options.mode,
    stickIsThere: () => stickIsThere(stick),
    acknowledged: keyboard.acknowledged,
    restart: restartDevice,
    clock: systemClock,
    emit: bus.emit,
  };
}
