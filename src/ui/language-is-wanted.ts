import type { RunState } from '../core/run-state.ts';
import type { LocalState } from './local-state.ts';

/** Whether a person is there to say a language, and nobody and nothing has said one. */
export function languageIsWanted(state: RunState, { languages, stop }: LocalState): boolean {
  const { language, mode, agent, outcome } = state;
  if (language !== null || languages.length === 0 || stop === 'asked') return false;
  // Before the agent has read the stick it is not known whether there is a question.
  return mode === 'attended' && agent !== '' && outcome === 'running';
}
