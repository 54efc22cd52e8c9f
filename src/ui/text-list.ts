import type { RecoveryCause } from '../core/device.ts';
import type { Authority, DiskState, StepName } from '../core/events.ts';
import { CHOICE_TEXTS } from './choice-texts.ts';
import { FIRMWARE_TEXTS } from './firmware-texts.ts';
import { NETWORK_TEXTS } from './network-texts.ts';
import { POWER_TEXTS } from './power-texts.ts';
import {
  CLOCK,
  DONE,
  LETTER,
  NUMBER,
  ROUGH_TIME,
  SECONDS,
  SIZE,
  says,
  TEXT,
  TIME,
  TOTAL,
  WORD,
} from './text-tree.ts';
import { WIFI_TEXTS } from './wifi-texts.ts';

const PER_STEP = {
  identify: TEXT,
  find: TEXT,
  connect: TEXT,
  choose: TEXT,
  plan: TEXT,
  check: TEXT,
  consent: TEXT,
  power: TEXT,
  prepare: TEXT,
  write: TEXT,
  'read-back': TEXT,
  firmware: TEXT,
  stateful: TEXT,
  'make-bootable': TEXT,
  store: TEXT,
} as const satisfies Record<StepName, typeof TEXT>;

const PER_DISK_STATE = {
  untouched: TEXT,
  unbootable: TEXT,
  complete: TEXT,
} as const satisfies Record<DiskState, typeof TEXT>;

const PER_CAUSE = {
  person: TEXT,
  'system-asked': TEXT,
  test: TEXT,
  'no-disk': TEXT,
  'no-system': TEXT,
  'system-damaged': TEXT,
  'system-failed': TEXT,
  'too-old': TEXT,
  'firmware-damaged': TEXT,
  'firmware-failed': TEXT,
  'developer-switch': TEXT,
  'security-chip': TEXT,
  controller: TEXT,
  unknown: TEXT,
} as const satisfies Record<RecoveryCause, typeof TEXT>;

const ON_OFF = { on: TEXT, off: TEXT } as const;

/**
 * Every text that a person sees on a screen, less those of faults, and what varies in it. The words are in
 * `locales/<tag>.json`, under the path in this tree; English, in `locales/en.json`, is what the others are made from.
 *
 * To keep it easy to translate, a text is a whole sentence or a whole label, and what varies is a named parameter.
 * It is written for someone who is worried about their device: short, calm, true, and without jargon.
 */
export const TEXT_LIST = {
  title: TEXT,

  stepNames: PER_STEP,
  stepHeadlines: PER_STEP,
  starting: TEXT,
  stepOf: says({ number: NUMBER, count: NUMBER }),

  /** While recovery runs. */
  diskNow: PER_DISK_STATE,
  /** When recovery has ended without success. */
  diskAfterFailure: PER_DISK_STATE,

  complete: TEXT,
  completePass: TEXT,
  completeBody: TEXT,
  putStickBack: TEXT,
  takeOutStick: TEXT,
  takeOutToRestart: TEXT,
  takeOutThenEnter: TEXT,
  enterToRestart: TEXT,
  tookTime: says({ timeMs: TIME }),

  failed: TEXT,
  failedFail: TEXT,
  whatToDo: TEXT,
  yourDisk: TEXT,
  stoppedAt: TEXT,
  stoppedAtStep: says({ number: NUMBER, count: NUMBER, name: WORD }),
  advice: says({ advice: WORD }),
  forHelper: TEXT,
  moreHelp: TEXT,

  lost: TEXT,
  lostBody: TEXT,
  lostDisk: PER_DISK_STATE,
  lostAdvice: TEXT,

  stopQuestion: TEXT,
  stopMeans: PER_DISK_STATE,
  stopping: TEXT,

  delayHeadline: TEXT,
  delayBody: TEXT,
  delayStop: TEXT,
  delayLeft: says({ timeMs: CLOCK }),
  delayPrompt: says({ key: LETTER }),
  delayPromptLeft: says({ timeMs: SECONDS }),
  delayNoPrompt: TEXT,

  retrying: says({ problem: WORD }),
  retries: says({ count: NUMBER }),
  quiet: says({ timeMs: TIME }),
  warning: says({ problem: WORD }),

  percent: says({ percent: NUMBER }),
  bytesOf: says({ doneBytes: DONE, totalBytes: TOTAL }),
  speed: says({ bytesPerSecond: SIZE }),
  timeLeft: says({ timeMs: ROUGH_TIME }),
  timeLeftSoon: TEXT,

  device: TEXT,
  reason: TEXT,
  system: TEXT,
  disk: TEXT,
  unknownDevice: TEXT,
  deviceWithSku: says({ hwid: WORD, sku: NUMBER }),
  systemName: says({ name: WORD, version: WORD }),
  from: { local: says({}), network: says({ source: WORD }) },
  signedBy: { firmware: TEXT, developer: TEXT } satisfies Record<Authority, typeof TEXT>,
  diskSize: says({ bytes: SIZE, name: WORD }),
  serial: says({ serial: WORD }),

  language: { choose: TEXT, goesOn: TEXT, question: TEXT },
  welcome: { headline: TEXT, noReason: TEXT, now: TEXT, files: TEXT },
  /** Why the device is in recovery. */
  causes: PER_CAUSE,

  network: NETWORK_TEXTS,
  wifi: WIFI_TEXTS,
  because: CHOICE_TEXTS,

  /** The list of what has happened, and the file of it on the stick. */
  log: {
    title: TEXT,
    missing: TEXT,
    file: TEXT,
    saved: says({ file: WORD }),
    lost: TEXT,
  },
  power: POWER_TEXTS,
  firmware: FIRMWARE_TEXTS,
  /** Of a line, where one stick recovers many devices. */
  line: { doneBefore: TEXT, takeOutToPowerOff: TEXT, hold: TEXT, holdGoesOn: TEXT, holdOver: TEXT },

  details: {
    chosen: TEXT,
    noneChosen: TEXT,
    notChosen: TEXT,
    nothingElse: TEXT,
    compared: says({ title: WORD, here: WORD, release: WORD }),
    refused: says({ id: WORD, source: WORD, code: WORD }),
    lesser: says({ id: WORD, source: WORD }),
    readFrom: says({ value: WORD, place: WORD }),
    device: TEXT,
    disk: TEXT,
    network: TEXT,
    warnings: TEXT,
    program: TEXT,
    trust: TEXT,
    flash: TEXT,
    keysFrom: { flash: TEXT, 'recovery-software': TEXT },
    lines: says({ first: NUMBER, last: NUMBER, count: NUMBER }),
    unknown: TEXT,
    minimums: says({ firmware: WORD, kernel: WORD }),
    labels: {
      release: TEXT,
      signed: TEXT,
      rollback: TEXT,
      releaseKey: TEXT,
      rootKey: TEXT,
      recoveryKey: TEXT,
      keysFrom: TEXT,
      minimum: TEXT,
      readOnly: TEXT,
      slotA: TEXT,
      slotB: TEXT,
      flags: TEXT,
      why: TEXT,
      hwid: TEXT,
      sku: TEXT,
      serial: TEXT,
      arch: TEXT,
      developerSwitch: TEXT,
      writeProtect: TEXT,
      reasonCode: TEXT,
      model: TEXT,
      size: TEXT,
      link: TEXT,
      addresses: TEXT,
      gateways: TEXT,
      dns: TEXT,
      server: TEXT,
      hostKey: TEXT,
      lastNews: TEXT,
      agent: TEXT,
    },
    developerSwitch: ON_OFF,
    writeProtect: ON_OFF,
    reasonCode: says({ words: WORD, code: WORD }),
  },

  /** As they are printed on the keys. */
  keyNames: {
    enter: TEXT,
    escape: TEXT,
    upDown: TEXT,
    arrows: TEXT,
    control: says({ letter: LETTER }),
  },
  /** What a key does. */
  keys: {
    details: TEXT,
    closeDetails: TEXT,
    log: TEXT,
    scroll: TEXT,
    contrast: TEXT,
    stop: TEXT,
    stopYes: TEXT,
    stopNo: TEXT,
    close: TEXT,
    move: TEXT,
    choose: TEXT,
    refresh: TEXT,
    hiddenNetwork: TEXT,
    withoutWifi: TEXT,
    goOn: TEXT,
    connect: TEXT,
    show: TEXT,
    hide: TEXT,
    clear: TEXT,
    back: TEXT,
    joinYes: TEXT,
    joinNo: TEXT,
    giveUpYes: TEXT,
    giveUpNo: TEXT,
    language: TEXT,
    powerYes: TEXT,
  },

  /** Of the plain lines. */
  plain: {
    started: says({ agent: WORD }),
    device: says({ device: WORD }),
    deviceUnknown: TEXT,
    recoveryReason: says({ reason: WORD }),
    chosen: says({ system: WORD, from: WORD, signed: WORD, why: WORD }),
    notChosen: says({ release: WORD, reason: WORD }),
    refusedAll: TEXT,
    target: says({ disk: WORD, about: WORD }),
    targetSerial: says({ serial: WORD }),
    step: says({ number: NUMBER, count: NUMBER, headline: WORD }),
    progress: says({ headline: WORD, percent: NUMBER }),
    stepDone: says({ number: NUMBER, count: NUMBER }),
    fact: says({ name: WORD, value: WORD }),
    delayStarted: says({ timeMs: TIME }),
    delayAgain: TEXT,
    delayLeft: says({ timeMs: TIME }),
    delayPassed: TEXT,
    delayPrompt: says({ key: LETTER, timeMs: TIME }),
    sentence: says({ headline: WORD }),
    delayBecause: TEXT,
    delayStop: TEXT,
    fault: says({ code: WORD, title: WORD }),
    advice: says({ advice: WORD }),
    running: TEXT,
    wifiWanted: TEXT,
    wifiNone: TEXT,
    wifiNetwork: says({ number: NUMBER, name: WORD, percent: NUMBER, security: WORD }),
    wifiHow: TEXT,
    powerHow: TEXT,
    powerEnough: TEXT,
  },
} as const;
