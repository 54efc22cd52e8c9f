import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { machineFolder } from './machine-folder.ts';
import { downloadedTo, networkNimbus, payloadBytes } from './network-machine.ts';
import { placesOfKey } from './network-secrets.ts';
import { networkStick } from './network-stick.ts';
import { stickTexts } from './network-stick-files.ts';
import { poweredOn } from './powered-on.ts';
import { recoveryServer } from './recovery-server.ts';
import { bootedLine, SYSTEMS, type SystemName } from './systems.ts';

interface Case {
  /** Where what was fetched is found again. */
  readonly place: string;
  readonly settings: string;
  readonly system: SystemName;
  /** What may be fetched twice: 16 MiB that were on the way, and on the stick up to two times 16 MiB not noted yet. */
  readonly slackBytes: number;
}

const releases = inject('releases');

test.for<Case>([
  { place: 'stick', settings: '', system: 'large', slackBytes: 48 << 20 },
  { place: 'disk', settings: 'store_download = false\n', system: 'current', slackBytes: 16 << 20 },
])(
  'a netbook that lost its power in the middle of the download fetches only what is not on the $place yet',
  async (one) => {
    const { place, settings, system, slackBytes } = one;
    const folder = machineFolder(`network-killed-${place}`);
    await using server = await recoveryServer(join(folder, 'server'), [releases[system]]);
    const { relay, stickFiles } = server;
    const stick = await networkStick(folder, server, {
      'network.toml': settings + stickFiles['network.toml'],
    });
    const netbook = await networkNimbus(folder);
    const totalBytes = payloadBytes(releases[system]);
    {
      await using machine = (await poweredOn(netbook, { stick, name: 'killed' })).machine;
      await downloadedTo(totalBytes / 2, relay, machine);
      await machine.kill();
    }
    const firstBytes = relay.passedBytes();
    {
      await using machine = (await poweredOn(netbook, { stick })).machine;
      await unattendedRecovery(machine);
    }
    const secondBytes = relay.passedBytes() - firstBytes;
    console.log(
      `Of ${totalBytes} bytes, ${firstBytes} came before the power cut and ${secondBytes} behind it`,
    );
    expect(secondBytes).toBeLessThan(totalBytes - firstBytes + slackBytes);
    expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS[system]));
    const traces = { folders: [folder], stickTexts: await stickTexts(stick) };
    expect(placesOfKey(server.identity, traces)).toEqual(['keys/id_ed25519']);
  },
);
