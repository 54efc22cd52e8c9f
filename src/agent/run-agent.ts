import { once } from 'node:events';
import { endIsConfirmed } from '../core/end-is-confirmed.ts';
import type { RunState } from '../core/run-state.ts';
import { WIRE_VERSION } from '../core/wire.ts';
import { agentLock } from '../host/agent-lock.ts';
import { controlServer } from '../host/control-server.ts';
import { everySpeaker } from '../host/every-speaker.ts';
import { knownLanguages } from '../host/known-languages.ts';
import { mountStick } from '../host/mount-stick.ts';
import { pathIsThere } from '../host/path-is-there.ts';
import { powerOffDevice } from '../host/power-off-device.ts';
import { readLocale } from '../host/read-locale.ts';
import { restartDevice } from '../host/restart-device.ts';
import { soundCards } from '../host/sound-cards.ts';
import { stickIsThere } from '../host/stick-is-there.ts';
import { systemClock } from '../host/system-clock.ts';
import { toneInputs } from '../host/tone-inputs.ts';
import { needsRepair } from '../ui/needs-repair.ts';
import { plainLines } from '../ui/plain-line.ts';
import { wordings } from '../ui/wordings.ts';
import { devicePaths } from './device-paths.ts';
import { exitStatus } from './exit-status.ts';
import { Keyboard } from './keyboard.ts';
import { LanguageDesk } from './language-desk.ts';
import { obey } from './obey.ts';
import { PowerDesk } from './power-desk.ts';
import { type Run, recoverOnce } from './recover-once.ts';
import { restartWithoutStick } from './restart-without-stick.ts';
import { RunBus } from './run-bus.ts';
import type { RunOptions } from './run-options.ts';
import { soundVerdict, type VerdictPorts } from './sound-verdict.ts';
import { WifiDesk } from './wifi-desk.ts';

/** Recovers the device below `root` and returns the exit status. @throws Fault AGT-01, AGT-04 before it begins */
export async function runAgent(options: RunOptions, stop: AbortController): Promise<number> {
  const paths = devicePaths(options.root);
  const bus = new RunBus(systemClock);
  const keyboard = new Keyboard();
  const wifi = new WifiDesk();
  const languages = new LanguageDesk(
    knownLanguages().map(({ tag }) => tag),
    bus.emit,
  );
  const power = new PowerDesk();
  await using held = new AsyncDisposableStack();
  held.use(await agentLock(paths.root));
  const control = held.use(
    await controlServer(
      paths.socket,
      () => ({ v: WIRE_VERSION, kind: 'state', state: bus.state }),
      (command) => obey(command, { keyboard, wifi, languages, power, stop }),
    ),
  );
  bus.listen((event) => control.say({ v: WIRE_VERSION, kind: 'event', event }));
  const wordingOf = wordings(readLocale, options.characters, 'plain');
  bus.listen((event, before) => {
    plainLines(event, before, wordingOf(bus.state.language)).forEach(options.print);
  });
  options.onReady();
  const run: Run = { options, paths, bus, keyboard, wifi, languages, power, signal: stop.signal };
  while ((await recoveredAndEnded(run)) === 'stick-is-back');
  return exitStatus(bus.state);
}

async function recoveredAndEnded(run: Run): Promise<'stick-is-back' | 'over'> {
  await recoverOnce(run);
  await using held = new AsyncDisposableStack();
  const { line, outcome, firmware } = run.bus.state;
  const heard = firmware?.result === 'failed' ? 'failed' : outcome;
  if (line !== null && heard !== 'running') held.use(soundVerdict(heard, verdictPorts(run)));
  if (await stickCameBack(run)) return 'stick-is-back';
  await end(run);
  return 'over';
}

function verdictPorts({ paths: { root }, bus }: Run): VerdictPorts {
  return { speaker: everySpeaker([toneInputs(root), soundCards(root)]), clock: systemClock, emit: bus.emit };
}

/** On a device, a failure of the stick is waited out: with the stick back, recovery begins again by itself. */
async function stickCameBack({ options, paths, bus, signal }: Run): Promise<boolean> {
  const failed = bus.state.failure?.code;
  if (options.root !== '/' || (failed !== 'STK-01' && failed !== 'STK-03') || signal.aborted) return false;
  bus.emit({ kind: 'waiting', wait: 'stick-return' });
  return await mountStick(paths.stick, Infinity, systemClock, signal).then(
    () => true,
    (error: unknown) => {
      if (error === signal.reason) return false;
      throw error;
    },
  );
}

/**
 * A device that is recovered restarts when its stick is out, and one of a line does what the line does, however it went.
 * Otherwise the last screen stays until somebody has read it; a simulated device without a person just ends.
 */
async function end(run: Run): Promise<void> {
  const { options, keyboard, bus, signal } = run;
  const { outcome, mode, line } = bus.state;
  const isDevice = options.root === '/';
  if (signal.aborted) return;
  if (line !== null || (outcome === 'complete' && isDevice)) return await endWithoutStick(run);
  if (isDevice || mode === 'attended') await Promise.race([keyboard.acknowledged, once(signal, 'abort')]);
}

/** On a line no key is ever pressed, but a device that may not start again stays on until somebody says so. */
function isConfirmed(state: RunState): boolean {
  return state.line === null ? endIsConfirmed(state) : needsRepair(state.firmware);
}

const ENDS = { restart: restartDevice, 'power-off': powerOffDevice } as const;

/** Stopped while it waits, the agent leaves a device that is recovered and running. */
async function endWithoutStick({ paths, keyboard, bus, signal }: Run): Promise<void> {
  const isDevice = paths.root === '/';
  const ports = {
    confirmation: isConfirmed(bus.state) ? ('wanted' as const) : ('none' as const),
    stickIsThere: () => (isDevice ? stickIsThere(paths.stick) : pathIsThere(paths.stick)),
    acknowledged: keyboard.acknowledged,
    restart: isDevice ? ENDS[bus.state.line ?? 'restart'] : async () => undefined,
    clock: systemClock,
    emit: bus.emit,
  };
  await restartWithoutStick(ports, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
