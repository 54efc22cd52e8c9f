import type { WifiChoice } from '../core/wifi-question.ts';
import type { WifiDraft } from './wifi-draft.ts';

/** Where in the list the mark is: at its first network when the marked one is not in it any more. */
export function markedAt(networks: readonly WifiChoice[], marked: WifiDraft['marked']): number {
  const at = networks.findIndex(
    ({ ssid, security }) => ssid === marked?.ssid && security === marked.security,
  );
  return Math.max(0, at);
}
