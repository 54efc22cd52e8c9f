import * as z from 'zod';

/** What no report of ours comes near to. */
export const MAX_REPORT_BYTES: number = 1 << 20;
/** Goes up when a field that was there changes its meaning, and not when one is added. */
export const REPORT_VERSION = 2;

const MAX_LIST = 1000;
/** The length of the whole is what bounds a report; no text of it is longer than this. */
const TEXT = z.string().max(1 << 16);
const NAME = z.string().max(64);
const COUNT = z.number().nonnegative();
const UUID = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const SHA1 = z.string().regex(/^[0-9a-f]{40}$/);
const UNKNOWN = z.literal('unknown');
const CODE = z.string().regex(/^[A-Z]{3}-\d{2,3}$/);

const FACT_VALUE = z.union([TEXT, z.number(), listOf(TEXT)]);
const FACTS = z.record(NAME, FACT_VALUE).readonly();
const FAULT = { code: CODE, facts: FACTS };

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).max(MAX_LIST).readonly();
}

function fact<T extends z.ZodType>(value: T) {
  return z.union([UNKNOWN, z.object({ value, from: TEXT }).readonly()]);
}

const SWITCH = z.enum(['on', 'off']);
const DEVICE = z.object({
  hwid: fact(TEXT),
  sku: fact(z.number()),
  serial: fact(TEXT),
  arch: fact(NAME),
  developerSwitch: fact(SWITCH),
  recoveryReason: fact(z.object({ code: z.number(), cause: NAME, words: TEXT })),
  firmwareWriteProtect: fact(SWITCH),
});

const RELEASE = z.object({
  id: NAME,
  location: z.enum(['local', 'network']),
  source: TEXT,
  osName: TEXT,
  osVersion: TEXT,
  authority: z.enum(['firmware', 'developer']),
  preambleVersion: z.number(),
  keySha1: SHA1,
});

const NOT_CHOSEN = z.object({
  id: TEXT,
  source: TEXT,
  reason: TEXT,
  because: z.record(NAME, TEXT).readonly().exactOptional(),
  code: CODE.exactOptional(),
  facts: FACTS.exactOptional(),
});

/** What the parts of the flash chip call themselves. */
const FIRMWARE = z.union([UNKNOWN, z.object({ readOnly: TEXT, slotA: TEXT, slotB: TEXT })]);

/** What the disk told of the system that was on it. */
const FOUND_SYSTEM = z.object({ keySha1: SHA1, kernelVersion: z.union([z.number(), UNKNOWN]) });

const STEP = z.object({
  name: NAME,
  status: z.enum(['running', 'done', 'failed']),
  /** Null for a step that did not end. */
  seconds: COUNT.nullable(),
  bytes: COUNT,
  retries: COUNT,
});

/**
 * The report of one run of the agent; docs/report.md says what every field means. It is read from folders that strangers may
 * write to: every length is bounded, and fields of a newer agent are passed over.
 */
export const RUN_REPORT = z.object({
  version: z.literal(REPORT_VERSION),
  run: UUID,
  stick: z.object({ id: z.union([UUID, UNKNOWN]), serial: TEXT, port: TEXT }),
  outcome: z.enum(['complete', 'failed', 'done-before']),
  disk: z.enum(['untouched', 'unbootable', 'complete']),
  failure: z.object({ step: NAME.nullable(), ...FAULT }).nullable(),
  agent: NAME,
  mode: z.enum(['attended', 'unattended']),
  device: DEVICE.nullable(),
  /** For whoever repairs the device: nothing is added up of it. */
  flash: z.record(NAME, z.unknown()).readonly().nullable(),
  macs: listOf(z.object({ interface: NAME, mac: NAME })),
  before: z.object({ release: z.union([FOUND_SYSTEM, UNKNOWN]), firmware: FIRMWARE }),
  after: z.object({ release: z.union([RELEASE, z.enum(['unchanged', 'none'])]), firmware: FIRMWARE }),
  policy: z
    .object({
      keysFrom: NAME,
      keys: listOf(z.object({ role: NAME, sha1: SHA1 })),
      minimumVersion: z.union([COUNT, UNKNOWN]),
      minimumKernelVersion: z.union([COUNT, UNKNOWN]),
    })
    .nullable(),
  release: RELEASE.nullable(),
  why: TEXT,
  others: listOf(NOT_CHOSEN),
  target: z.object({ name: NAME, model: TEXT, serial: TEXT, sizeBytes: COUNT }).nullable(),
  firmware: z
    .object({ before: FIRMWARE, after: FIRMWARE, outcome: z.record(NAME, z.unknown()).readonly() })
    .nullable(),
  stored: TEXT.nullable(),
  steps: listOf(STEP),
  seconds: COUNT,
  warnings: listOf(z.object(FAULT)),
  inventory: z.record(NAME, z.union([UNKNOWN, FACTS])).readonly(),
});

export type RunReport = z.infer<typeof RUN_REPORT>;
