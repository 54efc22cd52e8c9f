import type { Readable, Writable } from 'node:stream';
import type { ThemeName } from '../core/theme-name.ts';

/** Where a screen is drawn: the standard streams of a process, or anything that behaves like them. */
export interface Terminal {
  readonly input: Readable & { readonly isRaw?: boolean; setRawMode?(raw: boolean): unknown };
  readonly output: Writable & { readonly columns?: number; readonly rows?: number };
  /** Its terminfo name; `TERM` of the environment when absent. */
  readonly name?: string;
  /** `unicode` when absent. */
  readonly characters?: 'unicode' | 'ascii';
  /** Until its person chooses another; that of the run when absent. */
  readonly theme?: ThemeName;
}
