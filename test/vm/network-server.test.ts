import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, type TestContext, test } from 'vitest';
import { tool } from '../tool.ts';
import { machineFolder } from './machine-folder.ts';
import { HOST_IN_QEMU, type RecoveryServer, recoveryServer } from './recovery-server.ts';
import { SYSTEMS } from './systems.ts';

const releases = inject('releases');

/** Options with which ssh and sftp log in as a netbook does. */
function asNetbook(folder: string, server: RecoveryServer): readonly string[] {
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `${server.stickFiles['keys/known_hosts']}`);
  const options = {
    Port: server.port,
    User: 'recovery',
    IdentityFile: join(folder, 'server/id_ed25519'),
    IdentitiesOnly: 'yes',
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: knownHosts,
    HostKeyAlias: `[${HOST_IN_QEMU}]:${server.relay.port}`,
    ExitOnForwardFailure: 'yes',
    ConnectTimeout: 10,
  };
  return ['-F', 'none', ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
}

interface Documented extends AsyncDisposable {
  readonly sftp: (...commands: readonly string[]) => string;
  readonly ssh: (options: readonly string[], ...command: readonly string[]) => string;
}

async function documentedServer(name: string, context: TestContext): Promise<Documented> {
  const folder = machineFolder(name);
  const server = await recoveryServer(join(folder, 'server'), [releases.otherModel]);
  if (server.setUp !== 'as-documented') {
    await server[Symbol.asyncDispose]();
    context.skip('the documented server needs root rights');
  }
  const login = asNetbook(folder, server);
  const batch = join(folder, 'batch');
  const said = ({ stdout, stderr }: ReturnType<typeof tool>): string => stdout + stderr;
  return {
    sftp(...commands) {
      writeFileSync(batch, commands.map((command) => `-${command}\n`).join(''));
      return said(tool('sftp', ...login, '-b', batch, '127.0.0.1'));
    },
    ssh: (options, ...command) => said(tool('ssh', ...options, ...login, '127.0.0.1', ...command)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test('the server of docs/server.md lets a netbook read the recovery data, and nothing else', async (context) => {
  await using server = await documentedServer('network-server-reads', context);
  const { id } = SYSTEMS.otherModel;
  expect(server.sftp(`ls -1 /recovery/${id}`)).toContain(`/recovery/${id}/manifest.json`);
  const root = server.sftp('ls -a1 /').split('\n');
  expect(root.filter((name) => !name.startsWith('sftp>') && name !== '').toSorted()).toEqual([
    '/.',
    '/..',
    '/recovery',
  ]);
  expect(server.sftp('get /etc/passwd /dev/null')).toContain('not found');
});

test('the server of docs/server.md lets a netbook change nothing', async (context) => {
  await using server = await documentedServer('network-server-writes', context);
  const { id } = SYSTEMS.otherModel;
  const attempts = [
    'put /etc/hostname /recovery/x',
    `rm /recovery/${id}/manifest.json`,
    `rename /recovery/${id} /recovery/x`,
    'mkdir /recovery/x',
    `chmod 777 /recovery/${id}`,
  ];
  const said = server.sftp(...attempts, `ls -1 /recovery`);
  expect(said.match(/denied/gi)).toHaveLength(attempts.length);
  expect(said).toMatch(new RegExp(`^/recovery/${id}$`, 'm'));
  expect(said).not.toMatch(/^\/recovery\/x$/m);
});

test.for([
  ['runs no command', [], ['id'], /This service allows sftp connections only/],
  ['gives no terminal', ['-tt'], [], /PTY allocation request failed/],
  ['forwards no port to it', ['-R', '0:127.0.0.1:9'], ['id'], /remote port forwarding failed/],
  ['lets nobody in with another name', ['-l', 'root'], ['id'], /Permission denied \(publickey\)/],
  [
    'lets nobody in without the key',
    ['-o', 'PubkeyAuthentication=no'],
    [],
    /Permission denied \(publickey\)/,
  ],
] as const)('the server of docs/server.md %s', async ([name, options, command, answer], context) => {
  await using server = await documentedServer(`network-server-${name.replaceAll(' ', '-')}`, context);
  expect(server.ssh(options, ...command)).toMatch(answer);
});

test('the server of docs/server.md opens no connections for a netbook', async (context) => {
  await using server = await documentedServer('network-server-tunnel', context);
  expect(server.ssh(['-W', '127.0.0.1:9'])).toMatch(/administratively prohibited/);
});
