import type { LocalState } from './local-state.ts';
import type { ScreenMode } from './screen-mode.ts';

export type OpenPage = 'details' | 'log' | 'none';

/** Neither the details nor the log ever cover a question or a key that has to be pressed in time. */
const WITH_PAGES: ReadonlySet<ScreenMode['kind']> = new Set([
  'running',
  'complete',
  'failed',
  'line-end',
  'lost',
]);
const PAGES = { open: 'details', log: 'log', closed: 'none' } as const;

/** What a person has opened to look at. */
export function openPage(mode: ScreenMode, local: LocalState): OpenPage {
  return WITH_PAGES.has(mode.kind) ? PAGES[local.details] : 'none';
}
