import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { RECOVERY_ENDS } from '../../vm/said.ts';
import { sshKeyPair } from '../net/server/ssh-keys.ts';
import { isUntouched } from './is-untouched.ts';
import { machineFolder } from './machine-folder.ts';
import { loggedEvents, newsOf } from './network-events.ts';
import { networkNimbus } from './network-machine.ts';
import { networkRelay } from './network-relay.ts';
import { placesOfKey } from './network-secrets.ts';
import { networkStick } from './network-stick.ts';
import { stickTexts } from './network-stick-files.ts';
import { poweredOn } from './powered-on.ts';
import { HOST_IN_QEMU, recoveryServer } from './recovery-server.ts';

const LIMIT_MS = 240_000;

const releases = inject('releases');

test('servers with a changed and with an unknown host key are refused, and the disk is not touched', async () => {
  const folder = machineFolder('network-host-keys');
  await using server = await recoveryServer(join(folder, 'server'), [releases.current]);
  await using unknown = await networkRelay(server.port);
  const changed = server.relay;
  const otherKey = sshKeyPair(folder, 'other', 'ed25519').publicLine;
  const stick = await networkStick(folder, server, {
    'network.toml': `${server.stickFiles['network.toml']}`.replace(
      `"${HOST_IN_QEMU}:${changed.port}"`,
      `"${HOST_IN_QEMU}:${changed.port}", "${HOST_IN_QEMU}:${unknown.port}"`,
    ),
    'keys/known_hosts': `[${HOST_IN_QEMU}]:${changed.port} ${otherKey}\n`,
  });
  const netbook = await networkNimbus(folder);
  await using machine = (await poweredOn(netbook, { stick })).machine;
  expect((await machine.expect(RECOVERY_ENDS, LIMIT_MS)).kind).toBe('failed');
  await machine.expect({ code: /NET-04/ }, LIMIT_MS);
  expect(isUntouched(netbook)).toBe(true);
  await machine.kill();
  const texts = await stickTexts(stick);
  const events = loggedEvents(texts);
  expect(newsOf(events, 'server-failed').map(({ host, code }) => ({ host, code }))).toEqual([
    { host: `[${HOST_IN_QEMU}]:${changed.port}`, code: 'NET-05' },
    { host: `[${HOST_IN_QEMU}]:${unknown.port}`, code: 'NET-04' },
  ]);
  expect(events.at(-1)).toMatchObject({ kind: 'failed', code: 'NET-04', disk: 'untouched' });
  expect(server.said()).not.toContain('Accepted');
  expect(placesOfKey(server.identity, { folders: [folder], stickTexts: texts })).toEqual(['keys/id_ed25519']);
});
