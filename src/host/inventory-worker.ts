import { readdir, readFile } from 'node:fs/promises';
import si from 'systeminformation';
import type { Facts } from '../core/faults.ts';
import type { InventoryPiece } from './inventory.ts';

/** Prints one JSON line, `[piece, facts]`, for each piece as soon as it is known. */
const PIECES: Readonly<Record<InventoryPiece, () => Promise<Facts>>> = {
  system: async () => {
    const { manufacturer, model, version } = await si.system();
    return { manufacturer, model, version };
  },
  cpu: async () => {
    const { manufacturer, brand, cores, physicalCores } = await si.cpu();
    return { model: `${manufacturer} ${brand}`, cores, physicalCores };
  },
  memory: async () => {
    const { total } = await si.mem();
    return { totalBytes: total };
  },
  battery: async () => {
    const { hasBattery, percent, isCharging, acConnected } = await si.battery();
    if (!hasBattery) return { present: 'no' };
    return { present: 'yes', percent, charging: yesNo(isCharging), mains: yesNo(acConnected) };
  },
  // From the kernel itself: systeminformation leaves out an interface that has no address yet.
  network: async () => {
    const names = await readdir('/sys/class/net');
    return { interfaces: await Promise.all(names.filter((name) => name !== 'lo').map(nameAndMac)) };
  },
  graphics: async () => {
    const { controllers, displays } = await si.graphics();
    return {
      controllers: controllers.map(({ vendor, model }) => `${vendor} ${model}`),
      displays: displays.map(({ model, resolutionX, resolutionY }) =>
        `${model} ${resolutionX ?? '?'}x${resolutionY ?? '?'}`.trim(),
      ),
    };
  },
};

function yesNo(fact: boolean): 'yes' | 'no' {
  return fact ? 'yes' : 'no';
}

async function nameAndMac(name: string): Promise<string> {
  const mac = await readFile(`/sys/class/net/${name}/address`, 'utf8').catch(() => 'unknown');
  return `${name} ${mac.trim()}`;
}

for (const [piece, look] of Object.entries(PIECES)) {
  // A piece that is not printed is unknown.
  const facts = await look().catch(() => null);
  if (facts) process.stdout.write(`${JSON.stringify([piece, facts])}\n`);
}
