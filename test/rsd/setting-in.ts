import { join } from 'node:path';
import { systemClock } from '../../src/host/system-clock.ts';
import type { Setting } from '../../src/rsd/setting.ts';

export interface Heard {
  readonly setting: Setting;
  readonly results: string[];
  readonly notes: string[];
  readonly progress: string[];
  readonly stop: AbortController;
}

/** What a command is run with in a test, with its cache and home in `folder`, and everything that it says. */
export function settingIn(folder: string, change: Partial<Setting> = {}): Heard {
  const [results, notes, progress]: [string[], string[], string[]] = [[], [], []];
  const stop = new AbortController();
  const setting: Setting = {
    voice: {
      result: (line) => void results.push(line),
      note: (line) => void notes.push(line),
      progress: (line) => void progress.push(line),
      person: 'not-there',
      paint: (_, text) => text,
    },
    clock: systemClock,
    cacheFolder: join(folder, 'cache'),
    homeFolder: join(folder, 'home'),
    language: 'de_DE',
    userName: 'somebody',
    signal: stop.signal,
    ...change,
  };
  return { setting, results, notes, progress, stop };
}
