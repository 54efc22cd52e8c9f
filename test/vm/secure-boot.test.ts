import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { recoveryStick } from '../../vm/recovery-stick.ts';
import { tool } from '../tool.ts';
import { changedCopy } from './changed-copy.ts';
import { isUntouched } from './is-untouched.ts';
import { machineFolder } from './machine-folder.ts';
import { nimbus } from './nimbus.ts';
import { poweredOn } from './powered-on.ts';

const LIMIT_MS = 180_000;
const ENDS = { starts: /rsd-mark initramfs/, refused: /Access Denied|Security Violation/ };
/** Debian's ovmf comes with this key, and with a store of variables in which it is enrolled. */
const SNAKEOIL = '/usr/share/ovmf/PkKek-1-snakeoil';

const software = inject('software');
const releases = inject('releases');

test.for([
  ['that is signed is started', 'starts', (_: string, signed: string) => signed],
  ['without a signature is refused', 'refused', (unsigned: string) => unsigned],
  [
    'that was changed after it was signed is refused',
    'refused',
    (_: string, signed: string, folder: string) =>
      changedCopy(signed, 1_000_000, join(folder, 'changed.img')),
  ],
] as const)('under UEFI Secure Boot an image %s', async ([name, end, choose]) => {
  const folder = machineFolder(`secure-boot-${name.replaceAll(' ', '-')}`);
  const netbook = await nimbus(folder);
  const uki = choose(software.uki, signedUki(folder), folder);
  const stick = join(folder, 'stick.img');
  const settings = { unattended: true, target: 'built-in' } as const;
  await recoveryStick({ software, releases: [releases.current], settings, tampering: { uki } }, stick);
  await using machine = (await poweredOn(netbook, { stick, firmware: 'secure-boot' })).machine;
  expect((await machine.expect(ENDS, LIMIT_MS)).kind).toBe(end);
  expect(isUntouched(netbook)).toBe(true);
});

function signedUki(folder: string): string {
  const [key, signed] = [join(folder, 'key.pem'), join(folder, 'signed.img')];
  must('openssl', 'rsa', '-in', `${SNAKEOIL}.key`, '-passin', 'pass:snakeoil', '-out', key);
  must('sbsign', '--key', key, '--cert', `${SNAKEOIL}.pem`, '--output', signed, software.uki);
  return signed;
}

function must(name: string, ...args: readonly string[]): void {
  const { status, stderr } = tool(name, ...args);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
}
