import { duration } from './duration.ts';

interface AtLink {
  readonly device: string;
  readonly network: string;
}

/** The words of the way to a recovery server: a part of `TEXTS`. None has a full stop at its end. */
export const NETWORK_TEXTS = {
  trying: {
    wired: ({ device }: AtLink) => `Trying the network cable (${device})`,
    wireless: ({ device, network }: AtLink) => `Trying WiFi "${network}" (${device})`,
  },
  waiting: ({ reason }: { reason: string }) => `Waiting: ${reason}`,
  failed: {
    wired: ({ problem }: { problem: string }) => `No way over the cable: ${problem}`,
    wireless: ({ problem }: { problem: string }) => `No way over WiFi: ${problem}`,
  },
  up: {
    wired: ({ device }: AtLink) => `The network cable works (${device})`,
    wireless: ({ device, network }: AtLink) => `WiFi "${network}" works (${device})`,
  },
  upAt: {
    wired: ({ device, address }: AtLink & { address: string }) =>
      `The network cable works (${device}, address ${address})`,
    wireless: ({ device, network, address }: AtLink & { address: string }) =>
      `WiFi "${network}" works (${device}, address ${address})`,
  },
  connected: ({ host }: { host: string }) => `Connected to the server ${host}`,
  serverFailed: ({ host, problem }: { host: string; problem: string }) => `Server ${host}: ${problem}`,
  allFail: ({ problem }: { problem: string }) => `All servers fail: ${problem}`,
  nextTry: ({ timeMs }: { timeMs: number }) => `Next try in ${duration(timeMs)}`,
  nextTryNow: 'Trying again now',
  fact: ({ name, value }: { name: string; value: string }) => `${name}: ${value}`,
  joining: ({ network }: { network: string }) => `Trying WiFi "${network}"`,
  withoutWifi: 'Going on without WiFi',
  stored: 'The download is kept on the stick for the next device',
  storedRelease: ({ release }: { release: string }) => `Kept on the stick for the next device: ${release}`,
};
