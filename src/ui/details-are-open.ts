import type { LocalState } from './local-state.ts';
import type { ScreenMode } from './screen-mode.ts';

/** Details never cover a question or a key that has to be pressed in time. */
const WITH_DETAILS: ReadonlySet<ScreenMode['kind']> = new Set(['running', 'complete', 'failed', 'lost']);

export function detailsAreOpen(mode: ScreenMode, local: LocalState): boolean {
  return local.details === 'open' && WITH_DETAILS.has(mode.kind);
}
