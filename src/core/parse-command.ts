import type { Command } from './commands.ts';
import type { WifiAnswer } from './wifi-question.ts';

/** Longest key name that a terminal reports, with room to spare. */
const MAX_KEY_CHARS = 32;
/** Language, script, region: no more than a file in `locales/` is called by. Whether there is one, the agent knows. */
const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$/;
const SSID = /^(?:[0-9a-f]{2}){1,32}$/;
/** Of WPA3; longer ones are told of by whoever checks them. */
const MAX_PASSPHRASE_CHARS = 256;

/** Reads one line from the control socket. A line that is no command is not an error: it is not obeyed. */
export function parseCommand(line: string): Command | 'no-command' {
  const said = jsonObject(line);
  switch (said['kind']) {
    case 'cancel':
      return { kind: 'cancel' };
    case 'acknowledge':
      return { kind: 'acknowledge' };
    case 'key': {
      const key = said['key'];
      return typeof key === 'string' && key.length <= MAX_KEY_CHARS ? { kind: 'key', key } : 'no-command';
    }
    case 'language': {
      const language = said['language'];
      return typeof language === 'string' && LANGUAGE_TAG.test(language)
        ? { kind: 'language', language }
        : 'no-command';
    }
    case 'power':
      return said['answer'] === 'go-on' ? { kind: 'power', answer: 'go-on' } : 'no-command';
    case 'wifi': {
      const answer = wifiAnswer(said['answer']);
      return answer === 'no-answer' ? 'no-command' : { kind: 'wifi', answer };
    }
    default:
      return 'no-command';
  }
}

function wifiAnswer(said: unknown): WifiAnswer | 'no-answer' {
  if (typeof said !== 'object' || said === null || !('kind' in said)) return 'no-answer';
  if (said.kind === 'rescan' || said.kind === 'give-up') return { kind: said.kind };
  const { ssid, visibility, passphrase } = { ssid: '', visibility: '', passphrase: '', ...said };
  if (said.kind !== 'join' || typeof ssid !== 'string' || !SSID.test(ssid)) return 'no-answer';
  if (visibility !== 'visible' && visibility !== 'hidden') return 'no-answer';
  if (typeof passphrase !== 'string' || passphrase.length > MAX_PASSPHRASE_CHARS) return 'no-answer';
  return { kind: 'join', ssid, visibility, passphrase };
}

function jsonObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Not JSON, so not a command: the caller hears that.
    return {};
  }
}
