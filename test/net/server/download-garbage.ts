import { systemClock } from '../../../src/host/system-clock.ts';
import { Secret } from '../../../src/net/secret.ts';
import { openRecoveryServer } from '../../../src/net/server/open-recovery-server.ts';
import { rootfsOf } from './recovery-folder.ts';

/**
 * Downloads a payload as the agent does, as many times as the second argument says, and prints the most bytes of
 * buffers that the process ever had. The first argument is a RecoveryServer, as JSON.
 */
const [job = '', times = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const patience = { firstDelayMs: 1000, maxDelayMs: 1000, giveUpMs: 1000 };
const given: unknown = JSON.parse(job);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test a moment ago
const server = given as Omit<Parameters<typeof openRecoveryServer>[0], 'identity'> & { identity: string };
const login = { ...server, identity: new Secret(server.identity) };
await using source = await openRecoveryServer(login, patience, systemClock, () => undefined, signal);
await using payload = await rootfsOf(source, signal);
const into = new Uint8Array(8 << 20);
let mostBytes = 0;
for (let time = 0; time < Number(times); time += 1) {
  for (let at = 0; at < payload.sizeBytes; at += into.length) {
    await payload.read(at, into, signal);
    mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers);
  }
}
process.stdout.write(String(mostBytes));
