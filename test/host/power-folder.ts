import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The power supplies of a device, as files below a root folder that lasts until it is disposed of. */
export class PowerFolder implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'rsd-power-'));

  /** Of files by their paths below `sys/class`. */
  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, 'sys/class', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return this;
  }

  /** A netbook with a charger and a battery. */
  netbook(charger: 'plugged-in' | 'not-plugged-in', chargePercent: number): this {
    return this.write({
      'power_supply/AC/type': 'Mains\n',
      'power_supply/AC/online': charger === 'plugged-in' ? '1\n' : '0\n',
      'power_supply/BAT0/type': 'Battery\n',
      'power_supply/BAT0/present': '1\n',
      'power_supply/BAT0/status': charger === 'plugged-in' ? 'Charging\n' : 'Discharging\n',
      'power_supply/BAT0/capacity': `${chargePercent}\n`,
      'dmi/id/chassis_type': '10\n',
    });
  }

  remove(path: string): this {
    rmSync(join(this.root, 'sys/class', path), { recursive: true });
    return this;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}
