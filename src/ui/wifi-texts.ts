import type { WifiChoice } from '../core/wifi-question.ts';
import { NUMBER, says, TEXT, WORD } from './text-tree.ts';

const PER_SECURITY = {
  open: TEXT,
  wpa2: TEXT,
  wpa3: TEXT,
  'wpa2-wpa3': TEXT,
  other: TEXT,
} as const satisfies Record<WifiChoice['security'], typeof TEXT>;

/** The texts of the question for a WiFi network: a part of `TEXT_LIST`. */
export const WIFI_TEXTS = {
  choose: TEXT,
  why: TEXT,
  security: PER_SECURITY,
  /** Where there is little room. */
  securityShort: PER_SECURITY,
  problem: says({ code: WORD, title: WORD }),
  none: TEXT,
  keepLooking: TEXT,
  looking: TEXT,
  networks: says({ first: NUMBER, last: NUMBER, count: NUMBER }),
  unusable: says({ network: WORD }),

  hiddenName: TEXT,
  hiddenBody: TEXT,
  name: says({ bytes: NUMBER, maxBytes: NUMBER }),
  nameEmpty: TEXT,
  nameTooLong: says({ bytes: NUMBER, maxBytes: NUMBER }),

  passphraseOf: says({ network: WORD }),
  passphraseBody: TEXT,
  passphraseHidden: TEXT,
  count: { hidden: says({ count: NUMBER }), shown: says({ count: NUMBER }) },
  passphraseEmpty: TEXT,
  passphraseShort: says({ minBytes: NUMBER }),
  passphraseTooLong: says({ maxBytes: NUMBER }),
  stillLooking: TEXT,

  openQuestion: says({ network: WORD }),
  openMeans: TEXT,
  giveUpQuestion: TEXT,
  giveUpMeans: TEXT,
} as const;
