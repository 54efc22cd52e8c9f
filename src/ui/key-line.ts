import { assertNever } from '../core/assert-never.ts';
import { detailsAreOpen } from './details-are-open.ts';
import type { LocalState } from './local-state.ts';
import { pack } from './pack.ts';
import type { ScreenMode } from './screen-mode.ts';
import { TEXTS } from './texts.ts';

/** The keys that do something now, the most important first, as many as fit on one line. */
export function keyLine(mode: ScreenMode, local: LocalState, columns: number): string {
  return pack(keysOf(mode, local), columns)[0] ?? '';
}

function keysOf(mode: ScreenMode, local: LocalState): readonly string[] {
  const { keys } = TEXTS;
  const open = detailsAreOpen(mode, local);
  const look = open ? [keys.closeDetails, keys.scroll] : [keys.details];
  switch (mode.kind) {
    case 'complete':
    case 'failed':
    case 'lost':
      return open ? [...look, keys.close] : [keys.close, ...look];
    case 'stop-question':
      return [keys.stopYes, keys.stopNo];
    case 'delay':
      return [keys.stop];
    case 'wifi':
      return [...wifiKeys(mode), keys.stop];
    case 'running':
      return local.stop === 'asked' ? look : [...look, keys.stop];
    default:
      return assertNever(mode);
  }
}

function wifiKeys({ page, question }: Extract<ScreenMode, { kind: 'wifi' }>): readonly string[] {
  const { keys } = TEXTS;
  const choice = question.networks.length > 0 ? [keys.move, keys.choose] : [];
  switch (page.kind) {
    case 'list':
      return [...choice, keys.refresh, keys.hiddenNetwork, keys.withoutWifi];
    case 'name':
      return [keys.goOn, keys.back, keys.clear];
    case 'passphrase':
      return [keys.connect, page.letters === 'hidden' ? keys.show : keys.hide, keys.back, keys.clear];
    case 'open':
      return [keys.joinYes, keys.joinNo];
    case 'give-up':
      return [keys.giveUpYes, keys.giveUpNo];
    default:
      return assertNever(page);
  }
}
