import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { verifiedControl } from '../../../src/catalog/verified-control.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { ANY_SIGNER } from '../../../src/rsd/any-signer.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../../src/simulate/simulated-keys.ts';
import { keyFolder } from '../../agent/key-folder.ts';
import { testWith, tool } from '../../tool.ts';
import { runCommand } from '../run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-control-'));
const ROOT = newKey();
const keys = keyFolder(join(folder, 'keys'), ROOT, newReleaseKeys(ROOT));
const developer = keyFolder(join(folder, 'developer'), ROOT, newReleaseKeys('none'));
afterAll(() => rmSync(folder, { recursive: true }));

const DEVICE_POLICY = {
  ...ANY_SIGNER,
  trustedKeys: [readPackedKey(publicHalf(ROOT))],
  agentVersion: '1.0',
};

let made = 0;
const fresh = (): string => join(folder, `out-${(made += 1)}`);

function control(out: string, ...options: readonly string[]) {
  return runCommand('line', 'control', '--keys', keys, '--out', out, ...options);
}

function read(out: string): unknown {
  const [json, vblock] = ['control.json', 'control.vblock'].map((name) => readFileSync(join(out, name)));
  return verifiedControl(
    { source: out, control: json ?? 'absent', vblock: vblock ?? 'absent' },
    DEVICE_POLICY,
  );
}

test('rsd line control signs what devices read', async () => {
  const out = fresh();
  const ran = await control(
    out,
    '--pin=NIMBUS A2B@7,8=nimbus-1.10.0',
    '--pin=CIRRUS=cirrus-2.0',
    '--hold=Falsche Tastaturen',
    '--minimum-agent=0.1',
  );
  expect(ran).toMatchObject({ status: 0, out: `${out}\n` });
  expect(read(out)).toEqual({
    format: 1,
    pins: [
      { hwid: 'NIMBUS A2B', skus: [7, 8], release: 'nimbus-1.10.0' },
      { hwid: 'CIRRUS', release: 'cirrus-2.0' },
    ],
    hold: { reason: 'Falsche Tastaturen' },
    minimumAgent: '0.1',
  });
});

test('rsd line control without options makes one that lifts everything', async () => {
  const out = fresh();
  await control(out);
  expect(read(out)).toEqual({ format: 1, pins: [] });
});

test.for([
  ['a hold of two lines', ['--hold', 'a\nb'], 'OPT-01', '--hold'],
  ['a pin to a path', ['--pin', 'NIMBUS=../x'], 'OPT-01', '--pin'],
  ['a version that is none', ['--minimum-agent', 'new'], 'OPT-01', '--minimum-agent'],
] as const)('rsd line control refuses %s, and makes nothing', async ([, options, code, told]) => {
  const out = fresh();
  const { status, err } = await control(out, ...options);
  expect(status).toBe(10);
  expect(err).toContain(code);
  expect(err).toContain(told);
  expect(existsSync(out)).toBe(false);
});

test.for([[['--pin', 'NIMBUS']], [['--pin', '=x']], [['--rollback', '65536']]] as const)(
  'rsd line control takes %s for a mistake in how it is used',
  async ([options]) => {
    expect((await control(fresh(), ...options)).status).toBe(2);
  },
);

test('rsd line control refuses keys that no device takes it from', async () => {
  const { status, err } = await runCommand('line', 'control', '--keys', developer, '--out', fresh());
  expect(status).toBe(10);
  expect(err).toContain('KEY-01');
});

test('rsd line control replaces nothing', async () => {
  const out = fresh();
  mkdirSync(out);
  writeFileSync(join(out, 'precious'), '');
  expect((await control(out)).status).toBe(10);
  expect(readdirSync(out)).toEqual(['precious']);
});

test('rsd publish puts a control file in the place of the one before, and says which pins lead nowhere', async () => {
  const [first, second, tree] = [fresh(), fresh(), join(folder, 'tree')];
  mkdirSync(tree);
  await control(first, '--hold', 'Lunch');
  await control(second, '--pin', 'NIMBUS=nimbus-9');
  expect(await runCommand('publish', first, '--to', tree)).toMatchObject({
    status: 0,
    out: 'recovery/control.json: replaced\n',
  });
  const recovery = join(tree, 'recovery');
  expect(read(recovery)).toMatchObject({ hold: { reason: 'Lunch' } });
  const { status, err } = await runCommand('publish', second, '--to', tree);
  expect(status).toBe(0);
  expect(err).toContain('NIMBUS is pinned to nimbus-9, which is not in this tree');
  expect(read(recovery)).toEqual({ format: 1, pins: [{ hwid: 'NIMBUS', release: 'nimbus-9' }] });
  expect(readdirSync(recovery)).toEqual(['control.json', 'control.vblock']);
});

test('rsd publish refuses a control file that was changed after it was signed', async () => {
  const [out, tree] = [fresh(), join(folder, 'other-tree')];
  mkdirSync(tree);
  await control(out, '--hold', 'Lunch');
  writeFileSync(join(out, 'control.json'), '{"format":1,"pins":[]}');
  const { status, err } = await runCommand('publish', out, '--to', tree);
  expect(status).toBe(10);
  expect(err).toContain('SIG-03');
  expect(readdirSync(tree)).toEqual([]);
});

testWith('futility')('futility finds the signature of rsd line control good', async () => {
  const out = fresh();
  await control(out, '--hold', 'Lunch');
  const verified = tool(
    'futility',
    'vbutil_firmware',
    '--verify',
    join(out, 'control.vblock'),
    '--signpubkey',
    join(keys, 'root_key.vbpubk'),
    '--fv',
    join(out, 'control.json'),
  );
  expect(verified).toMatchObject({ status: 0 });
});
