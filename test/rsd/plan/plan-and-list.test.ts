import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKey, newReleaseKeys, publicHalf } from '../../../src/simulate/simulated-keys.ts';
import { releaseFolder } from '../release-folder.ts';
import { runCommand as rsd } from '../run-command.ts';
import { scratch } from '../scratch.ts';
import { softwareFolder } from '../software-folder.ts';

const root = newKey();
let made: ReturnType<typeof scratch>;
let tree: string;

/** A tree with a good release, an older one, one for another model, one of a developer, one that is damaged, and software. */
beforeAll(async () => {
  made = scratch();
  tree = join(made.folder, 'tree');
  const recovery = join(tree, 'recovery');
  const keys = newReleaseKeys(root);
  await releaseFolder(recovery, { id: 'nimbus-2', osVersion: '2.0' }, keys);
  const firmware = { image: new Uint8Array(1), version: '15200.4.0' };
  await releaseFolder(recovery, { id: 'nimbus-1', osVersion: '1.0', firmware }, keys);
  await releaseFolder(recovery, { id: 'cirrus-1', hwid: 'CIRRUS' }, keys);
  await releaseFolder(recovery, { id: 'own-9', osVersion: '9.0' });
  mkdirSync(join(recovery, 'broken'));
  writeFileSync(join(recovery, 'broken/manifest.json'), '{');
  softwareFolder(join(tree, 'software'), 'rsd-1', { 'root_key.vbpubk': publicHalf(root) });
});

afterAll(() => made[Symbol.dispose]());

test('plan says which release a device gets by the keys of the software, and why no other one', async () => {
  const { status, out } = await rsd('plan', '--hwid', 'NIMBUS A2B', '--from', tree);
  expect(status).toBe(0);
  expect(out).toContain('It would get nimbus-2 from');
  expect(out).toMatch(/nimbus-1: a newer version, 2\.0 over 1\.0/);
  expect(out).toContain('Firmware 15200.4.0 of nimbus-1: it is the only one that was found.');
  expect(out).toMatch(/cirrus-1: .*\(SRC-03\)/);
  expect(out).toMatch(/own-9: .*\(SIG-04\)/);
  expect(out).toMatch(/broken: .*\((?:SIG-01|MAN-01)\)/);
});

test('plan --json has a form of its own, with every release once', async () => {
  const { status, out } = await rsd('plan', '--hwid', 'NIMBUS', '--from', tree, '--json');
  expect(status).toBe(0);
  const plan = JSON.parse(out) as {
    chosen: { release: { id: string } };
    others: { id: string; reason: string }[];
  };
  expect(plan).toMatchObject({
    format: 1,
    from: tree,
    keysFrom: 'software/rsd-1',
    device: { arch: { value: 'x86_64' } },
  });
  expect(plan.chosen.release).toMatchObject({ id: 'nimbus-2', authority: 'firmware' });
  expect(plan).toMatchObject({ firmware: { release: 'nimbus-1', version: '15200.4.0' } });
  expect(plan.others.map(({ id }) => id).toSorted()).toEqual(['broken', 'cirrus-1', 'nimbus-1', 'own-9']);
});

test('plan with the developer switch on still prefers what the firmware trusts', async () => {
  const { out } = await rsd('plan', '--hwid', 'NIMBUS', '--developer', '--from', tree, '--json');
  const plan = JSON.parse(out) as {
    chosen: { release: { id: string } };
    others: { id: string; code?: string }[];
  };
  expect(plan.chosen.release.id).toBe('nimbus-2');
  expect(plan.others.find(({ id }) => id === 'own-9')?.code).toBeUndefined();
});

test('a device that gets nothing is status 10, with the fault that the agent would show', async () => {
  const { status, out, err } = await rsd('plan', '--hwid', 'STRATUS', '--from', tree);
  expect(status).toBe(10);
  expect(out).toContain('It would get nothing.');
  expect(err).toMatch(/rsd: SRC-0\d/);
});

test('plan takes a device file and keys, and says which option is missing', async () => {
  const device = join(made.folder, 'nimbus.json');
  writeFileSync(device, JSON.stringify({ hwid: 'NIMBUS', arch: 'x86_64', from: tree }));
  const key = join(made.folder, 'stranger.vbpubk');
  writeFileSync(key, publicHalf(newKey()));
  const strange = await rsd('plan', '--device', device, '--key', key, '--json');
  expect(strange.status).toBe(10);
  expect((await rsd('plan', '--device', device)).status).toBe(0);
  expect((await rsd('plan', '--from', tree)).err).toContain('option: --hwid');
  expect((await rsd('plan', '--hwid', 'X')).err).toContain('option: --from');
  expect((await rsd('plan', '--hwid', 'X', '--from', made.folder)).err).toContain('option: --key');
  const noArch = await rsd('plan', '--hwid', 'X', '--from', made.folder, '--key', key);
  expect(noArch.err).toContain('option: --arch');
  expect((await rsd('plan', '--hwid', 'X', '--from', tree, '--key', device)).err).toContain('KEY-01');
  expect((await rsd('plan', '--hwid', 'X', '--from', tree, '--software', 'no')).err).toContain(
    'no such software',
  );
});

test('list shows releases with models, size and signer, and the software', async () => {
  const { status, out } = await rsd('list', tree);
  expect(status).toBe(0);
  expect(out).toMatch(/recovery\/nimbus-2\n {2}Nimbus OS 2\.0, x86_64, .*MiB, version 1\n {2}for NIMBUS\n/);
  expect(out).toMatch(/signed by [0-9a-f]{40}, vouched for by [0-9a-f]{40}/);
  expect(out).toMatch(/recovery\/broken\n {2}cannot be used: manifest.vblock is missing/);
  expect(out).toMatch(/software\/rsd-1\n {2}recovery software 0\.1\.0, x86_64/);
});

test('list --json names the key that vouches, as futility would', async () => {
  const { out } = await rsd('list', tree, '--json');
  const listed = JSON.parse(out) as {
    releases: { id: string; vouchedBySha1?: string | null }[];
    software: unknown[];
  };
  const byId = new Map(listed.releases.map((one) => [one.id, one]));
  expect(byId.get('nimbus-2')?.vouchedBySha1).toMatch(/^[0-9a-f]{40}$/);
  expect(byId.get('own-9')?.vouchedBySha1).toBeNull();
  expect(byId.get('broken')).toMatchObject({ kind: 'unusable', code: 'SIG-01' });
  expect(listed.software).toMatchObject([{ kind: 'software', id: 'rsd-1' }]);
});
