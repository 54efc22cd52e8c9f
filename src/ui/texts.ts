import type { Authority, DiskState, StepName } from '../core/events.ts';
import { duration } from './duration.ts';
import { LANGUAGE } from './language.ts';
import { NETWORK_TEXTS } from './network-texts.ts';
import { plural } from './plural.ts';
import { wholeSeconds } from './whole-seconds.ts';
import { WIFI_TEXTS } from './wifi-texts.ts';

/**
 * Every word of ours that a person sees on a screen, in English. Titles, causes and advice of faults are in
 * `core/fault-catalogue.ts`.
 *
 * To keep it easy to translate, an entry is a whole sentence or a whole label, and what varies is a named parameter.
 * Another language is another value of `typeof TEXTS`: the compiler names what it lacks.
 * It is written for someone who is worried about their device: short, calm, true, and without jargon.
 */
export const TEXTS = {
  title: 'Recovery',

  stepNames: {
    identify: 'Find out which device this is',
    find: 'Look for recovery data',
    connect: 'Connect to the recovery server',
    choose: 'Choose the system to install',
    plan: 'Plan where everything goes',
    check: 'Check the recovery data',
    consent: 'Ask you, where needed',
    prepare: 'Prepare the disk',
    write: 'Write the system',
    'read-back': 'Read it all back and compare',
    stateful: 'Make room for your files',
    'make-bootable': 'Make the disk ready to start',
    store: 'Keep the download on the stick',
  } satisfies Record<StepName, string>,

  stepHeadlines: {
    identify: 'Finding out which device this is',
    find: 'Looking for recovery data',
    connect: 'Connecting to the recovery server',
    choose: 'Choosing the system to install',
    plan: 'Planning where everything goes',
    check: 'Checking the recovery data',
    consent: 'Making sure that this is wanted',
    prepare: 'Preparing the disk',
    write: 'Writing the system to the disk',
    'read-back': 'Reading it all back to compare',
    stateful: 'Making room for your files',
    'make-bootable': 'Making the disk ready to start',
    store: 'Keeping the download on the stick',
  } satisfies Record<StepName, string>,

  starting: 'Starting recovery',
  stepOf: ({ number, count }: { number: number; count: number }) => `Step ${number} of ${count}`,

  /** While recovery runs. */
  diskNow: {
    untouched: 'Your disk has not been touched so far.',
    unbootable: 'Keep the power plugged in and the stick where it is.',
    complete: 'The new system is on your disk. Keep the stick where it is for a moment longer.',
  } satisfies Record<DiskState, string>,

  /** When recovery has ended without success. */
  diskAfterFailure: {
    untouched: 'Your disk has not been touched.',
    unbootable: 'Your device cannot start from its disk until a recovery succeeds.',
    complete: 'The new system is on your disk, and your device can start from it.',
  } satisfies Record<DiskState, string>,

  complete: 'Recovery is complete',
  completePass: 'PASS: recovery is complete',
  completeBody: 'Everything was written, read back and compared. Your device can start from its disk again.',
  putStickBack: 'Put the stick back in. Recovery then goes on by itself.',
  takeOutStick: 'You can take out the stick now.',
  takeOutToRestart: 'Take out the stick. The device then restarts.',
  takeOutThenEnter: 'Take out the stick, then press Enter to restart.',
  enterToRestart: 'Press Enter to restart the device.',
  tookTime: ({ timeMs }: { timeMs: number }) => `It took ${duration(timeMs)}.`,

  failed: 'Recovery did not succeed',
  failedFail: 'FAIL: recovery did not succeed',
  whatToDo: 'What to do',
  yourDisk: 'Your disk',
  stoppedAt: 'Stopped at',
  stoppedAtStep: ({ number, count, name }: { number: number; count: number; name: string }) =>
    `Step ${number} of ${count}: ${name}`,
  advice: ({ advice }: { advice: string }) => `${advice}.`,
  forHelper: 'For the person who helps you',

  lost: 'The recovery program no longer answers',
  lostBody: 'Whether recovery goes on is not known. This is what was last known.',
  lostDisk: {
    untouched: 'Your disk had not been touched by then.',
    unbootable: 'The disk was being written: your device cannot start from it until a recovery succeeds.',
    complete: 'The new system was already on your disk by then.',
  } satisfies Record<DiskState, string>,
  lostAdvice: 'Restart the device with the stick plugged in to recover again.',

  stopQuestion: 'Stop recovery?',
  stopMeans: {
    untouched: 'Your disk has not been touched. You can start recovery again at any time.',
    unbootable: 'The disk is being written. If you stop, your device cannot start until a recovery succeeds.',
    complete: 'The new system is already on your disk.',
  } satisfies Record<DiskState, string>,
  stopping: 'Recovery will stop as soon as it is safe.',

  delayHeadline: 'This system is signed by a developer',
  delayBody:
    'Its key is not that of the system on your disk. Stay here and press each key that is asked for; a missed or wrong key starts the wait again.',
  delayStop: 'If you did not want this, press Ctrl-C: your disk has not been touched.',
  delayLeft: ({ timeMs }: { timeMs: number }) => `${clock(timeMs)} left`,
  delayPrompt: ({ key }: { key: string }) => `Press the key  ${key.toUpperCase()}  now`,
  delayPromptLeft: ({ timeMs }: { timeMs: number }) =>
    `${plural(wholeSeconds(timeMs), { one: '1 second', other: (n) => `${n} seconds` })} left for it`,
  delayNoPrompt: 'Wait. You will be asked for a key soon.',

  retrying: ({ problem }: { problem: string }) => `Trying again: ${problem}`,
  retries: ({ count }: { count: number }) =>
    plural(count, { one: 'Tried again once', other: (n) => `Tried again ${n} times` }),
  quiet: ({ timeMs }: { timeMs: number }) => `No news for ${duration(timeMs)}. This can take a while.`,
  warning: ({ problem }: { problem: string }) => `Warning: ${problem}`,

  percent: ({ percent }: { percent: number }) => `${percent} %`,
  bytesOf: ({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }) =>
    `${size(doneBytes)} of ${size(totalBytes)}`,
  speed: ({ bytesPerSecond }: { bytesPerSecond: number }) => `${size(bytesPerSecond)}/s`,
  timeLeft: ({ timeMs }: { timeMs: number }) =>
    timeMs < 5000
      ? 'a few seconds left for this step'
      : `about ${duration(coarse(timeMs))} left for this step`,

  device: 'Device',
  reason: 'Reason',
  system: 'System',
  disk: 'Disk',
  unknownDevice: 'This model is not known yet',
  deviceWithSku: ({ hwid, sku }: { hwid: string; sku: number }) => `${hwid}, SKU ${sku}`,
  systemName: ({ name, version }: { name: string; version: string }) => `${name} ${version}`,
  from: {
    local: () => 'from the stick',
    network: ({ source }: { source: string }) => `over the network, from ${source}`,
  },
  signedBy: {
    firmware: "signed by the device's maker",
    developer: 'signed by a developer',
  } satisfies Record<Authority, string>,
  diskSize: ({ bytes, name }: { bytes: number; name: string }) => `${size(bytes)}, ${name}`,
  serial: ({ serial }: { serial: string }) => `serial ${serial}`,

  network: NETWORK_TEXTS,
  wifi: WIFI_TEXTS,

  details: {
    chosen: 'The system that was chosen',
    noneChosen: 'No system has been chosen.',
    notChosen: 'What was not chosen, and why',
    nothingElse: 'There was nothing else to choose from.',
    refused: ({ id, source, code }: { id: string; source: string; code: string }) =>
      `${id} (${source}), refused with ${code}`,
    lesser: ({ id, source }: { id: string; source: string }) => `${id} (${source})`,
    readFrom: ({ value, place }: { value: string; place: string }) => `${value}  (from ${place})`,
    device: 'This device',
    disk: 'The disk that is written',
    network: 'The network',
    warnings: 'Warnings',
    program: 'The recovery program',
    lines: ({ first, last, count }: { first: number; last: number; count: number }) =>
      `Lines ${first} to ${last} of ${count}`,
    unknown: 'not known',
    labels: {
      release: 'Release',
      signed: 'Signature',
      rollback: 'Rollback version',
      why: 'Because',
      hwid: 'Hardware ID',
      sku: 'SKU',
      serial: 'Serial',
      arch: 'Processor',
      developerSwitch: 'Developer',
      writeProtect: 'Firmware',
      reasonCode: 'Reason',
      model: 'Model',
      size: 'Size',
      link: 'Link',
      addresses: 'Addresses',
      gateways: 'Gateway',
      dns: 'DNS',
      lastNews: 'Last news',
      agent: 'Program',
    },
    developerSwitch: { on: 'developer switch on', off: 'developer switch off' },
    writeProtect: { on: 'write-protected', off: 'not write-protected' },
    reasonCode: ({ words, code }: { words: string; code: string }) => `${words} (${code})`,
  },

  keys: {
    details: 'D  Details',
    closeDetails: 'D  Back',
    scroll: 'Up, Down  Scroll',
    stop: 'Ctrl-C  Stop',
    stopYes: 'Y  Stop recovery',
    stopNo: 'N  Go on with it',
    close: 'Enter  Close',
    move: 'Arrows  Move',
    choose: 'Enter  Choose',
    refresh: 'R  Refresh',
    hiddenNetwork: 'H  Hidden one',
    withoutWifi: 'Esc  No WiFi',
    goOn: 'Enter  Go on',
    connect: 'Enter  Connect',
    show: 'Ctrl-R  Show it',
    hide: 'Ctrl-R  Hide it',
    clear: 'Ctrl-U  Clear',
    back: 'Esc  Back',
    joinYes: 'Y  Connect without a passphrase',
    joinNo: 'N  Back to the list',
    giveUpYes: 'Y  Go on without WiFi',
    giveUpNo: 'N  Back to the list',
  },

  plain: {
    started: ({ agent }: { agent: string }) => `Recovery has started (${agent}).`,
    device: ({ device }: { device: string }) => `This device is ${device}.`,
    deviceUnknown: 'It is not known which device this is.',
    recoveryReason: ({ reason }: { reason: string }) => `Reason for recovery: ${reason}.`,
    chosen: ({ system, from, signed, why }: { system: string; from: string; signed: string; why: string }) =>
      `Chosen: ${system}, ${from}, ${signed}, because ${why}.`,
    notChosen: ({ release, reason }: { release: string; reason: string }) =>
      `Not chosen: ${release}: ${reason}.`,
    refusedAll: 'No recovery data can be used on this device.',
    target: ({ disk, about }: { disk: string; about: string }) => `The disk to write is ${disk}, ${about}.`,
    targetSerial: ({ serial }: { serial: string }) => `Its serial number is ${serial}.`,
    step: ({ number, count, headline }: { number: number; count: number; headline: string }) =>
      `Step ${number} of ${count}: ${headline}.`,
    progress: ({ headline, percent }: { headline: string; percent: number }) =>
      `${headline}: ${percent} percent.`,
    stepDone: ({ number, count }: { number: number; count: number }) => `Step ${number} of ${count} is done.`,
    fact: ({ name, value }: { name: string; value: string }) => `  ${name}: ${value}`,
    delayStarted: ({ timeMs }: { timeMs: number }) =>
      `Someone has to stay here for ${duration(timeMs)} and press each key that is asked for.`,
    delayAgain: 'A key was missed or wrong, so the wait starts again.',
    delayLeft: ({ timeMs }: { timeMs: number }) => `Still ${duration(timeMs)} to wait.`,
    delayPassed: 'The wait is over.',
    delayPrompt: ({ key, timeMs }: { key: string; timeMs: number }) =>
      `Press the key ${key.toUpperCase()} within ${duration(timeMs)}.`,
    sentence: ({ headline }: { headline: string }) => `${headline}.`,
    delayBecause: 'This system is signed by a developer whose key is not that of the system on your disk.',
    delayStop: 'If you did not want this, stop recovery: your disk has not been touched.',
    fault: ({ code, title }: { code: string; title: string }) => `${code}: ${title}.`,
    advice: ({ advice }: { advice: string }) => `What to do: ${advice}.`,
    running: 'Recovery is running.',
    wifiWanted: 'A WiFi network has to be chosen. These are in reach:',
    wifiNone: 'A WiFi network has to be chosen, and none is in reach so far.',
    wifiNetwork: ({
      number,
      name,
      percent,
      security,
    }: {
      number: number;
      name: string;
      percent: number;
      security: string;
    }) => `  ${number}. ${name}: signal ${percent} percent, ${security}`,
    wifiHow:
      'To choose one, use a full screen ("rsd-agent tui"), or name the network under [wifi] in network.toml on the stick and start again.',
  },
};

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Three digits and a decimal unit, as the makers of disks count. */
function size(bytes: number): string {
  const power = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1000 ** power;
  const digits = power === 0 || amount >= 100 ? 0 : amount >= 10 ? 1 : 2;
  return `${new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }).format(amount)} ${UNITS[power]}`;
}

/** Steps that get longer with the time, so that the number does not flicker. */
function coarse(timeMs: number): number {
  const stepMs = timeMs < 60_000 ? 5000 : 60_000;
  return Math.max(stepMs, Math.round(timeMs / stepMs) * stepMs);
}

function clock(timeMs: number): string {
  const whole = wholeSeconds(timeMs);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
