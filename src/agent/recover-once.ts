import { randomUUID } from 'node:crypto';
import { machine } from 'node:os';
import type { AgentEvent, StampedEvent } from '../core/events.ts';
import { Fault, toFault } from '../core/faults.ts';
import { reduceRun } from '../core/run-state.ts';
import { blockChecker } from '../host/block-checker.ts';
import { errnoOf } from '../host/errno-of.ts';
import { type Inventory, inventory } from '../host/inventory.ts';
import { mountStick } from '../host/mount-stick.ts';
import { readFirmwareFacts } from '../host/read-firmware-facts.ts';
import { readStickFile } from '../host/read-stick-file.ts';
import { type RunLog, runLog } from '../host/run-log.ts';
import { stickFacts } from '../host/stick-facts.ts';
import { stickIsThere } from '../host/stick-is-there.ts';
import { systemClock } from '../host/system-clock.ts';
import { writeWholeFile } from '../host/write-whole-file.ts';
import type { RunReport } from '../report/run-report.ts';
import { deviceLanguage, LANGUAGE_PATHS } from '../sku/device-language.ts';
import { AGENT_VERSION } from './agent-version.ts';
import type { DevicePaths } from './device-paths.ts';
import { devicePorts } from './device-ports.ts';
import type { Keyboard } from './keyboard.ts';
import type { LanguageDesk } from './language-desk.ts';
import type { PowerDesk } from './power-desk.ts';
import { recover } from './recover.ts';
import { runReport } from './report.ts';
import { ReportDesk } from './report-desk.ts';
import type { RunBus } from './run-bus.ts';
import type { RunOptions } from './run-options.ts';
import { StepFailure } from './stepper.ts';
import {
  MAX_SETTINGS_BYTES,
  readStickSettings,
  SETTINGS_FILE,
  type StickSettings,
} from './stick-settings.ts';
import { toldOfStick } from './told-of-stick.ts';
import type { WifiDesk } from './wifi-desk.ts';

export interface Run {
  readonly options: RunOptions;
  readonly paths: DevicePaths;
  readonly bus: RunBus;
  readonly keyboard: Keyboard;
  readonly wifi: WifiDesk;
  readonly languages: LanguageDesk;
  readonly power: PowerDesk;
  readonly signal: AbortSignal;
}

const STICK_WAIT_MS = 30_000;
const DEFAULT_SETTINGS = readStickSettings('absent');
const FINISHED: AgentEvent = { kind: 'finished', disk: 'complete' };
const DONE_BEFORE: AgentEvent = { kind: 'done-before' };

/**
 * One recovery from the stick, from its mounting to the report. Every failure is told and none is thrown. The end is
 * told last: whoever reads that the stick may be taken out does it at once, and log and report are on it by then.
 */
export async function recoverOnce(run: Run): Promise<void> {
  run.keyboard.forget();
  run.bus.emit(await recoveredAndKept(run));
}

async function recoveredAndKept(run: Run): Promise<AgentEvent> {
  const { options, paths, bus, languages } = run;
  const stick = await openStick(run).catch((error: unknown) => toFault(error));
  const settings = stick instanceof Fault ? DEFAULT_SETTINGS : stick;
  const unattended = options.mode === 'unattended' || settings.unattended;
  const onLost = (errno: string): void => bus.emit({ kind: 'warning', code: 'STK-04', facts: { errno } });
  await using log = await runLog(paths.stick, onLost);
  using held = new DisposableStack();
  held.use(bus.listen((event) => writeLog(log, event)));
  const language = languages.chosen ?? settings.language ?? (await soldWith(paths));
  bus.emit({
    kind: 'started',
    agent: AGENT_VERSION,
    mode: unattended ? 'unattended' : 'attended',
    ...(language === 'unknown' ? {} : { language }),
    ...(settings.theme === undefined ? {} : { theme: settings.theme }),
    ...(settings.helpUrl === undefined ? {} : { helpUrl: settings.helpUrl }),
    ...(settings.line === undefined ? {} : { line: settings.line.end }),
  });
  const hardware = inventory();
  const result = stick instanceof Fault ? stick : await recovered(run, { ...settings, unattended }, log);
  const end = endOf(run, result, log);
  const report = await reported(run, end, await hardware);
  writeLog(log, bus.stamped(end));
  await keepReport(run, report, log);
  return end;
}

/** The report, which has been brought to a server where that is wanted. */
async function reported(run: Run, end: AgentEvent, hardware: Inventory): Promise<RunReport> {
  const { bus, paths, signal } = run;
  const desk = await ReportDesk.open({
    paths,
    clock: systemClock,
    emit: bus.emit,
    stick: (await isOnStick(run)) ? 'there' : 'absent',
  });
  const where = { id: await desk.stickId(), ...(await stickFacts(paths.root, paths.stick)) };
  const facts = { run: randomUUID(), stick: where, inventory: hardware };
  const report = runReport(reduceRun(bus.state, bus.stamped(end)), facts);
  await desk.deliver(report, bus.state.link === null ? 'none' : 'up', signal);
  return report;
}

async function soldWith({ root }: DevicePaths): Promise<string> {
  return deviceLanguage(await readFirmwareFacts(root, LANGUAGE_PATHS, machine()));
}

/** A simulated device has its stick in a folder, and nothing to mount. */
async function openStick({ options, paths, signal }: Run): Promise<StickSettings> {
  if (options.root === '/') await mountStick(paths.stick, STICK_WAIT_MS, systemClock, signal);
  return readStickSettings(await readStickFile(paths.stick, SETTINGS_FILE, MAX_SETTINGS_BYTES));
}

/** For screens only: a log of progress would wear the stick and say nothing, and where the log is its reader knows. */
const NOT_LOGGED: ReadonlySet<AgentEvent['kind']> = new Set(['step-progress', 'delay', 'log']);

function writeLog(log: RunLog, { seq, atMs, event }: StampedEvent): void {
  if (NOT_LOGGED.has(event.kind)) return;
  const level = event.kind === 'failed' ? 'error' : event.kind === 'warning' ? 'warn' : 'info';
  log.logger[level]({ seq, atMs, event }, event.kind);
}

/** How it went, or what went wrong. */
async function recovered(run: Run, settings: StickSettings, log: RunLog): Promise<unknown> {
  const logTool = (line: string): void => log.logger.info({ line }, 'flashrom');
  const { paths, bus, signal } = run;
  await using checker = blockChecker();
  try {
    return await recover(devicePorts(paths, settings, run, checker, bus.emit, logTool), signal);
  } catch (error) {
    return await withStickGone(run, error);
  }
}

async function withStickGone({ options, paths }: Run, error: unknown): Promise<unknown> {
  if (options.root !== '/' || (await stickIsThere(paths.stick))) return error;
  const told = toldOfStick(toFault(error instanceof StepFailure ? error.cause : error), 'gone');
  return error instanceof StepFailure ? new StepFailure(error.step, told) : told;
}

function endOf(run: Run, result: unknown, log: RunLog): AgentEvent {
  if (result === 'recovered') return FINISHED;
  return result === 'done-before' ? DONE_BEFORE : failure(run, result, log);
}

function failure({ bus }: Run, error: unknown, log: RunLog): AgentEvent {
  const { code, facts, cause, stack } = toFault(error instanceof StepFailure ? error.cause : error);
  log.logger.error({ code, stack, cause: String(cause) }, 'the recovery failed');
  const step = error instanceof StepFailure ? { step: error.step } : {};
  return { kind: 'failed', ...step, code, facts, disk: bus.state.disk };
}

async function keepReport(run: Run, report: RunReport, log: RunLog): Promise<void> {
  const { options, bus } = run;
  const text = `${JSON.stringify(report, null, 2)}\n`;
  const file = await log.keep('report.json', text).catch((error: unknown) => {
    bus.emit({ kind: 'warning', code: 'STK-04', facts: { errno: errnoOf(error) } });
    return null;
  });
  bus.emit({ kind: 'log', file: (await isOnStick(run)) ? file : null });
  if (options.report !== undefined) await writeWholeFile(options.report, text);
}

/** Without a stick its folder is one of the memory that the device runs from. */
async function isOnStick({ options, paths }: Run): Promise<boolean> {
  return options.root !== '/' || (await stickIsThere(paths.stick));
}
