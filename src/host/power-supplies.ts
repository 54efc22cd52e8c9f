import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Power } from '../core/ports.ts';
import { powerFactsOf } from '../power/power-facts-of.ts';
import type { PowerReading } from '../power/power-reading.ts';
import { errnoOf } from './errno-of.ts';
import { firstEntries } from './first-entries.ts';
import { type FirmwareReading, readFirmwareFacts } from './read-firmware-facts.ts';

const SUPPLIES = '/sys/class/power_supply';
const CHASSIS = '/sys/class/dmi/id/chassis_type';
const FILES = [
  'type',
  'scope',
  'online',
  'present',
  'status',
  'capacity',
  'charge_now',
  'charge_full',
  'energy_now',
  'energy_full',
];
const MAX_SUPPLIES = 32;
const MAX_CHARS = 64;

/** A battery whose controller hangs keeps its reader waiting: nothing is known of it then. */
const LIMIT_MS = 5000;
const NO_ANSWER: PowerReading = { supplies: 'unreadable', chassisType: '' };

/** Charger and battery as the kernel shows them below `root`, or nothing known when `read` takes longer than `limitMs`. */
export function powerSupplies(
  root: string,
  read: (root: string) => Promise<PowerReading> = readSupplies,
  limitMs: number = LIMIT_MS,
): Power {
  return {
    async facts() {
      const answered = new AbortController();
      const late = wait(limitMs, NO_ANSWER, { ref: false, signal: answered.signal }).catch(() => NO_ANSWER);
      try {
        return powerFactsOf(await Promise.race([read(root), late]));
      } finally {
        answered.abort();
      }
    },
  };
}

async function readSupplies(root: string): Promise<PowerReading> {
  const names = await supplyNames(join(root, SUPPLIES));
  const known = names === 'unreadable' ? [] : names;
  const paths = known.flatMap((name) => FILES.map((file) => join(SUPPLIES, name, file)));
  const { files } = await readFirmwareFacts(root, [...paths, CHASSIS], '');
  return {
    supplies: names === 'unreadable' ? names : names.map((name) => supplyOf(name, files)),
    chassisType: textOf(files.get(CHASSIS)),
  };
}

/** None where the kernel knows of no supply, or was built without them. */
async function supplyNames(folder: string): Promise<readonly string[] | 'unreadable'> {
  try {
    return (await firstEntries(folder, MAX_SUPPLIES)).map(({ name }) => name);
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? [] : 'unreadable';
  }
}

/** Which files a supply has differs by driver. */
function supplyOf(name: string, files: FirmwareReading['files']): Readonly<Record<string, string>> {
  const said = FILES.map((file) => [file, textOf(files.get(join(SUPPLIES, name, file)))] as const);
  return Object.fromEntries(said.filter(([, text]) => text !== ''));
}

function textOf(bytes: Uint8Array | undefined): string {
  const text = new TextDecoder('latin1').decode(bytes?.subarray(0, MAX_CHARS));
  return text.replaceAll(/[^ -~]/g, '').trim();
}
