import { once } from 'node:events';
import { endIsConfirmed } from '../core/end-is-confirmed.ts';
import { WIRE_VERSION } from '../core/wire.ts';
import { agentLock } from '../host/agent-lock.ts';
import { controlServer } from '../host/control-server.ts';
import { knownLanguages } from '../host/known-languages.ts';
import { mountStick } from '../host/mount-stick.ts';
import { readLocale } from '../host/read-locale.ts';
import { restartDevice } from '../host/restart-device.ts';
import { stickIsThere } from '../host/stick-is-there.ts';
import { systemClock } from '../host/system-clock.ts';
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
  do await recoverOnce(run);
  while (await stickCameBack(run));
  await end(run);
  return exitStatus(bus.state);
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
 * A device that is recovered restarts when its stick is out. Otherwise the last screen stays until somebody has read it;
 * a simulated device without a person just ends.
 */
async function end(run: Run): Promise<void> {
  const { options, keyboard, bus, signal } = run;
  const { outcome, mode } = bus.state;
  const isDevice = options.root === '/';
  if (signal.aborted) return;
  if (outcome === 'complete' && isDevice) return await restart(run);
  if (isDevice || mode === 'attended') await Promise.race([keyboard.acknowledged, once(signal, 'abort')]);
}

/** Stopped while it waits, the agent leaves a device that is recovered and running. */
async function restart({ paths, keyboard, bus, signal }: Run): Promise<void> {
  const ports = {
    confirmation: endIsConfirmed(bus.state) ? ('wanted' as const) : ('none' as const),
    stickIsThere: () => stickIsThere(paths.stick),
    acknowledged: keyboard.acknowledged,
    restart: restartDevice,
    clock: systemClock,
    emit: bus.emit,
  };
  await restartWithoutStick(ports, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
