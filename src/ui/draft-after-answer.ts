import type { WifiAnswer } from '../core/wifi-question.ts';
import type { WifiDraft, WifiPage } from './wifi-draft.ts';

/** The draft when an answer was sent to the agent. No passphrase is left in it. */
export function draftAfterAnswer(draft: WifiDraft, answer: WifiAnswer): WifiDraft {
  switch (answer.kind) {
    case 'rescan':
      return { ...draft, looking: 'yes', hint: 'none' };
    case 'give-up':
      return { ...draft, page: { kind: 'sent', answer: 'give-up' }, hint: 'none' };
    case 'join':
      return { ...draft, page: { kind: 'sent', answer: 'join', name: nameOn(draft.page) }, hint: 'none' };
    default:
      return draft;
  }
}

function nameOn(page: WifiPage): string {
  return 'target' in page ? page.target.name : '';
}
