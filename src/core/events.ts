import type { ChoiceReason } from './choice-reason.ts';
import type { DeviceModel } from './device.ts';
import type { FaultCode } from './fault-catalogue.ts';
import type { Facts } from './faults.ts';
import type { FirmwareOutcome } from './firmware-outcome.ts';
import type { FlashSummary } from './flash-summary.ts';
import type { Hold } from './hold.ts';
import type { LineEnd } from './line-end.ts';
import type { NetworkNews } from './network-news.ts';
import type { PowerWant } from './power-want.ts';
import type { ThemeName } from './theme-name.ts';
import type { WifiQuestion } from './wifi-question.ts';

/** The steps of a recovery in the order in which they run. */
export const STEPS = [
  'identify',
  'find',
  'connect',
  'choose',
  'plan',
  'check',
  'consent',
  'power',
  'prepare',
  'write',
  'read-back',
  'firmware',
  'stateful',
  'make-bootable',
  'store',
] as const;

export type StepName = (typeof STEPS)[number];

/** Steps that many runs do without: only those that were started are shown. */
export const STEPS_IF_NEEDED: ReadonlySet<StepName> = new Set(['connect', 'power', 'firmware', 'store']);

/** What a person must know before they pull the plug. */
export type DiskState = 'untouched' | 'unbootable' | 'complete';

export type Authority = 'firmware' | 'developer';

/**
 * What a run that has ended waits for: `stick-removal` before the device restarts, `confirmation` that the person has
 * read the last screen, `stick-return` after a failure that the stick's coming back would heal.
 */
export type Wait = 'stick-removal' | 'confirmation' | 'stick-return';

/** What the firmware of the device, and whoever stands for it, demands of a release. */
export interface PolicySummary {
  /** Where the keys were read: the flash of the device, or the recovery software on the stick. */
  readonly keysFrom: 'flash' | 'recovery-software';
  /** The keys that count as the maker of the device: SHA-1 of the key data in hexadecimal, as futility prints it. */
  readonly keys: readonly { readonly role: 'root' | 'recovery'; readonly sha1: string }[];
  /** Key version << 16 | firmware version, unsigned. */
  readonly minimumVersion: number | 'unknown';
  /** Key version << 16 | kernel version, unsigned. */
  readonly minimumKernelVersion: number | 'unknown';
}

/** A release in words, for screens and reports. */
export interface ReleaseSummary {
  readonly id: string;
  readonly location: 'local' | 'network';
  /** Where it lies, e.g. `stick` or the name of the server. */
  readonly source: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly authority: Authority;
  readonly preambleVersion: number;
  /** Of the key that signed it: SHA-1 of the key data in hexadecimal, as futility prints it. */
  readonly keySha1: string;
}

/**
 * Why a candidate was not taken: `code` and `facts` are there when it was refused, `because` when another was better.
 * `reason` is the same in English, for log and report.
 */
export interface NotChosen {
  readonly id: string;
  readonly source: string;
  readonly reason: string;
  readonly because?: ChoiceReason;
  readonly code?: FaultCode;
  readonly facts?: Facts;
}

export interface DiskSummary {
  readonly name: string;
  readonly model: string;
  readonly serial: string;
  readonly sizeBytes: number;
}

/** What a disk tells of the system that is on it. Nothing vouches for it. */
export interface FoundSystem {
  /** Of the key that signed its kernel, as futility prints it. */
  readonly keySha1: string;
  /** Key version << 16 | kernel version. */
  readonly kernelVersion: number | 'unknown';
}

/** The one stream that the log, the report, the control socket and every screen are drawn from. */
export type AgentEvent =
  | {
      readonly kind: 'started';
      readonly agent: string;
      readonly mode: 'attended' | 'unattended';
      /** The language that was set, as a BCP 47 tag. Absent when none was. */
      readonly language?: string;
      /** The colours that were set. Absent when none were. */
      readonly theme?: ThemeName;
      /** What the address of the help page of a fault begins with: its code follows. Absent when none was set. */
      readonly helpUrl?: string;
      /** What the device does when its stick is out. Absent when this is no line. */
      readonly line?: LineEnd;
    }
  /** The person chose this language, a BCP 47 tag, for all screens. */
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'identified'; readonly device: DeviceModel }
  /** What is in the flash of the device. Not told of one that has none. */
  | { readonly kind: 'flash'; readonly flash: FlashSummary }
  | { readonly kind: 'policy'; readonly policy: PolicySummary }
  | {
      readonly kind: 'chosen';
      readonly release: ReleaseSummary;
      readonly because: ChoiceReason;
      /** The same in English, for log and report. */
      readonly why: string;
      readonly others: readonly NotChosen[];
    }
  | { readonly kind: 'refused-all'; readonly others: readonly NotChosen[] }
  | { readonly kind: 'target'; readonly disk: DiskSummary }
  /** The system that recovery replaces. Not told where the disk has none that can be read. */
  | { readonly kind: 'found-system'; readonly system: FoundSystem }
  | { readonly kind: 'step-started'; readonly step: StepName }
  | {
      readonly kind: 'step-progress';
      readonly step: StepName;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly kind: 'step-retrying';
      readonly step: StepName;
      readonly attempt: number;
      readonly code: FaultCode;
      readonly facts: Facts;
    }
  | { readonly kind: 'step-done'; readonly step: StepName; readonly bytes: number }
  | { readonly kind: 'network'; readonly news: NetworkNews }
  /** A person has to choose a WiFi network. `'wifi-answered'` ends the question. */
  | { readonly kind: 'wifi-wanted'; readonly question: WifiQuestion }
  | { readonly kind: 'wifi-answered' }
  /** There is not enough power to go on to the disk: told again when that changes. `'power-enough'` ends the wait. */
  | { readonly kind: 'power-wanted'; readonly want: PowerWant }
  | { readonly kind: 'power-enough' }
  /** The firmware is as it will be after this run. Told once; what failed has left the system that was recovered alone. */
  | { readonly kind: 'firmware'; readonly outcome: FirmwareOutcome }
  /** What was fetched is on the stick, whole, for the next device. */
  | { readonly kind: 'stored'; readonly release: string }
  /** Servers have so many more reports of this run and earlier ones, and so many are still on the stick only. */
  | { readonly kind: 'reports'; readonly sent: number; readonly left: number }
  /** Where log and report of this run are, as a path on the stick; null when not all of both could be kept there. */
  | { readonly kind: 'log'; readonly file: string | null }
  | { readonly kind: 'warning'; readonly code: FaultCode; readonly facts: Facts }
  | { readonly kind: 'disk-state'; readonly disk: DiskState }
  | {
      readonly kind: 'delay';
      readonly phase: 'running' | 'passed';
      readonly leftMs: number;
      readonly totalMs: number;
      /** The key that has to be pressed now, and how long is left for it. Absent between prompts. */
      readonly prompt?: { readonly key: string; readonly leftMs: number };
    }
  | { readonly kind: 'waiting'; readonly wait: Wait }
  | {
      readonly kind: 'failed';
      /** The step that failed; absent when it failed outside of every step. */
      readonly step?: StepName;
      readonly code: FaultCode;
      readonly facts: Facts;
      readonly disk: DiskState;
    }
  | { readonly kind: 'finished'; readonly disk: 'complete' }
  /** On a line: this stick has recovered this device with this release before, and nothing was done. */
  | { readonly kind: 'done-before' }
  /** Whoever runs the line has stopped it: nothing is written before `'hold-over'`. Told again when the reason changes. */
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'hold-over' };

/** An event with its number and its time by the monotonic clock, counted from the start of the agent. */
export interface StampedEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly event: AgentEvent;
}

export type Emit = (event: AgentEvent) => void;
