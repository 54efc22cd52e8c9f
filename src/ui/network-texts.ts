import { says, TEXT, TIME, WORD } from './text-tree.ts';

const AT_LINK = {
  wired: says({ device: WORD }),
  wireless: says({ device: WORD, network: WORD }),
} as const;
const PROBLEM = says({ problem: WORD });

/** The texts of the way to a recovery server: a part of `TEXT_LIST`. None has a full stop at its end. */
export const NETWORK_TEXTS = {
  trying: AT_LINK,
  waiting: says({ reason: WORD }),
  failed: { wired: PROBLEM, wireless: PROBLEM },
  up: AT_LINK,
  upAt: {
    wired: says({ device: WORD, address: WORD }),
    wireless: says({ device: WORD, network: WORD, address: WORD }),
  },
  connected: says({ host: WORD }),
  serverFailed: says({ host: WORD, problem: WORD }),
  allFail: PROBLEM,
  nextTry: says({ timeMs: TIME }),
  nextTryNow: TEXT,
  fact: says({ name: WORD, value: WORD }),
  joining: says({ network: WORD }),
  withoutWifi: TEXT,
  stored: TEXT,
  storedRelease: says({ release: WORD }),
} as const;
