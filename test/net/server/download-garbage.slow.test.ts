import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { deviceNode } from '../../../bench/device-node.ts';
import { testWith } from '../../tool.ts';
import { recoveryFolder } from './recovery-folder.ts';

const PROGRAM = fileURLToPath(new URL('download-garbage.ts', import.meta.url));
/** With the limit of the launcher it was 45 MB, 8 of them the buffer of the program; without it 77. */
const MOST_BYTES = 60e6;

testWith('sshd', 'ssh-keygen')(
  'started as on the device, a download leaves few buffers to the collector however long it is',
  { timeout: 300_000 },
  async () => {
    using given = recoveryFolder(64 << 20);
    await using sshd = await given.sshd();
    const server = given.serverAt([sshd.port]);
    const job = JSON.stringify({ ...server, identity: server.identity.reveal() });
    const [node = '', ...flags] = deviceNode();
    const { stdout } = await promisify(execFile)(node, [...flags, PROGRAM, job, '24']);
    expect(Number(stdout)).toBeGreaterThan(8 << 20);
    expect(Number(stdout)).toBeLessThan(MOST_BYTES);
  },
);
