import type { LinkEvent } from './link-event.ts';
import type { ServerEvent } from './server-event.ts';

/** What happens on the way to a recovery server. */
export type NetworkNews =
  /** Nobody is there, so it begins only after `delayMs`: many devices may have been switched on together. */
  { readonly kind: 'start-delayed'; readonly delayMs: number } | LinkEvent | ServerEvent;
