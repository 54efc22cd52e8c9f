import { says, TEXT, TIME, WORD } from './text-tree.ts';

const AT_LINK = {
  wired: says({ device: WORD }),
  wireless: says({ device: WORD, network: WORD }),
} as const;
const PROBLEM = says({ problem: WORD });
const NOTHING = says({});

/** The texts of the way to a recovery server: a part of `TEXT_LIST`. None has a full stop at its end. */
export const NETWORK_TEXTS = {
  trying: AT_LINK,
  waiting: says({ reason: WORD }),
  /** What is waited for. */
  missing: {
    adapter: NOTHING,
    cable: NOTHING,
    'any-network': NOTHING,
    network: says({ network: WORD }),
    carrier: says({ timeMs: TIME }),
    'access-point': says({ network: WORD, timeMs: TIME }),
    dhcp: { wired: says({ timeMs: TIME }), wireless: says({ network: WORD, timeMs: TIME }) },
    address: says({ timeMs: TIME }),
  },
  failed: { wired: PROBLEM, wireless: PROBLEM },
  up: AT_LINK,
  upAt: {
    wired: says({ device: WORD, address: WORD }),
    wireless: says({ device: WORD, network: WORD, address: WORD }),
  },
  startDelay: says({ timeMs: TIME }),
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
