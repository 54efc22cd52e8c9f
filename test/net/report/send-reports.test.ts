import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { type Letter, type Sent, sendReports } from '../../../src/net/report/send-reports.ts';
import { Secret } from '../../../src/net/secret.ts';
import type { ServerAddress } from '../../../src/net/settings/server-address.ts';
import { ed25519Pair } from '../server/ed25519-pair.ts';

const key = ed25519Pair();
const NOBODY: ServerAddress = { host: '127.0.0.1', port: 1 };
const letter: Letter = {
  read: async () => ({ name: 'a.json', bytes: new Uint8Array() }),
  delivered: () => Promise.reject(new Error('nobody has it')),
};

async function sent(
  letters: readonly Letter[],
  addresses: readonly ServerAddress[],
  signal: AbortSignal,
): Promise<{ readonly end: Sent; readonly told: readonly string[] }> {
  const told: string[] = [];
  const server = {
    addresses,
    user: 'reports',
    path: '/drop',
    knownHosts: `[127.0.0.1]:1,[127.0.0.2]:1 ${key.public}`,
    identity: new Secret(key.private),
    proxy: 'none',
  } as const;
  const tell = (news: { readonly kind: string }): unknown => told.push(news.kind);
  const end = await sendReports(letters, server, { clock: systemClock, tell, newToken: () => 't' }, signal);
  return { end, told };
}

const { signal } = new AbortController();

test('sendReports() tries each server once, and says why nothing was sent', async () => {
  const { end, told } = await sent([letter, letter], [NOBODY, { host: '127.0.0.2', port: 1 }], signal);
  expect(end).toMatchObject({ sent: 0, left: 2, fault: { code: 'NET-02' } });
  expect(told).toEqual(['server-failed', 'server-failed']);
});

test('sendReports() calls nobody when there is nothing to send', async () => {
  const { end, told } = await sent([], [NOBODY], signal);
  expect(end).toEqual({ sent: 0, left: 0, fault: 'none' });
  expect(told).toEqual([]);
});

test('sendReports() that is stopped before it begins says so', async () => {
  const stopped = new Fault('AGT-02', { by: 'SIGTERM' });
  const { end, told } = await sent([letter], [NOBODY], AbortSignal.abort(stopped));
  expect(end).toEqual({ sent: 0, left: 1, fault: stopped });
  expect(told).toEqual([]);
});
