import type { Clock } from '../core/ports.ts';
import type { Voice } from './voice.ts';

/** What a command of `rsd` is run with. */
export interface Setting {
  readonly voice: Voice;
  readonly clock: Clock;
  /** The folder for what was downloaded, which may be thrown away at any time. */
  readonly cacheFolder: string;
  /** The folder of the person's own settings and keys of OpenSSH. */
  readonly homeFolder: string;
  /** Of the computer, as a BCP 47 tag; `'unknown'` when it does not say. */
  readonly language: string;
  /** The name that a server knows the person by when an address names none. */
  readonly userName: string;
  readonly signal: AbortSignal;
}
