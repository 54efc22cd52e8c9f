import type { Failure, RunState } from '../core/run-state.ts';
import type { LocalState } from './local-state.ts';

/** What the screen is about. Drawing and keys both go by it, so that a key does what the key line says. */
export type ScreenMode =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'lost' }
  | { readonly kind: 'stop-question' }
  | { readonly kind: 'delay'; readonly delay: NonNullable<RunState['delay']> }
  | { readonly kind: 'running' };

export function screenMode(state: RunState, local: LocalState): ScreenMode {
  if (state.outcome === 'complete') return { kind: 'complete' };
  if (state.failure) return { kind: 'failed', failure: state.failure };
  if (local.agent === 'gone') return { kind: 'lost' };
  if (local.question === 'stop') return { kind: 'stop-question' };
  if (state.delay) return { kind: 'delay', delay: state.delay };
  return { kind: 'running' };
}
