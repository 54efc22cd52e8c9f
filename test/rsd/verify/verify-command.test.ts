import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { RELEASE_TOOLS, realToolsRelease } from '../../fixtures/real-tools-release.ts';
import { DEVKEYS, testWith } from '../../tool.ts';
import { runRsd } from '../run-rsd.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ID = 'theirs';
const RELEASE = join(folder, 'work', ID);
const test = testWith(...RELEASE_TOOLS);
const key = (name: string): string => join(DEVKEYS, name);
const file = (name: string): string => join(RELEASE, name);

beforeAll(() => {
  realToolsRelease(join(folder, 'real'), ID, folder);
});
beforeEach(() => {
  rmSync(RELEASE, { recursive: true, force: true });
  cpSync(join(folder, 'real', ID), RELEASE, { recursive: true });
});

function flip(name: string, offsetBytes: number): void {
  const bytes = readFileSync(file(name));
  bytes[offsetBytes] = (bytes[offsetBytes] ?? 0) ^ 1;
  writeFileSync(file(name), bytes);
}

describe('rsd verify', () => {
  test('names every check of a release of real tools, and the key behind it', async () => {
    const { results, fault } = await runRsd('verify', RELEASE, '--key', key('root_key.vbpubk'));
    expect(fault).toBe('none');
    const said = results.join('\n');
    expect(said).toMatch(
      /manifest\.vblock +keyblock signed by root_key\.vbpubk \(RSA8192 SHA512, sha1 b11d74/,
    );
    expect(said).toMatch(/manifest\.json +signed by data key RSA4096 SHA256, sha1 e2c1c92d/);
    expect(said).toMatch(/kernel\.bin +keyblock signed by the kernel subkey/);
    expect(said).toMatch(/rootfs\.img +4231168 bytes of file system and hash tree, every block checked/);
  });

  test('says that nobody was named when nobody was', async () => {
    const { results, fault } = await runRsd('verify', RELEASE);
    expect(fault).toBe('none');
    expect(results[0]).toContain('signed by nobody that was named: data key e2c1c92d');
  });

  test('refuses a release that the key that was named did not sign', async () => {
    const { fault } = await runRsd('verify', RELEASE, '--key', key('recovery_key.vbpubk'));
    expect(fault).toMatchObject({ code: 'SIG-01' });
  });

  test.for([
    ['a changed manifest', () => flip('manifest.json', 30), 'SIG-03'],
    ['a damaged signature', () => flip('manifest.vblock', 3000), 'SIG-02'],
    ['a damaged keyblock', () => flip('manifest.vblock', 20), 'SIG-02'],
    ['a changed kernel', () => flip('kernel.bin', 100_000), 'IMG-03'],
    ['a longer kernel', () => writeFileSync(file('kernel.bin'), 'x', { flag: 'a' }), 'IMG-02'],
    ['a damaged block', () => flip('rootfs.img', 1_000_000), 'IMG-03'],
    ['a shorter root filesystem', () => truncateSync(file('rootfs.img'), 4_231_168 - 4096), 'IMG-02'],
    ['no root filesystem', () => rmSync(file('rootfs.img')), 'IMG-01'],
    ['no signature', () => rmSync(file('manifest.vblock')), 'IMG-01'],
  ] as const)('refuses a release with %s', async ([, damage, code]) => {
    damage();
    const { fault } = await runRsd('verify', RELEASE, '--key', key('root_key.vbpubk'));
    expect(fault).toMatchObject({ code });
  });

  test('refuses a release in a folder of another name', async () => {
    const other = join(folder, 'other');
    cpSync(RELEASE, other, { recursive: true });
    expect((await runRsd('verify', other)).fault).toMatchObject({ code: 'MAN-02', facts: { field: 'id' } });
  });

  test.for([
    [file('kernel.bin'), 'kernel_subkey.vbpubk', /its command line names the root filesystem [0-9a-f]{64}/],
    [file('manifest.vblock'), 'root_key.vbpubk', /manifest\.json +signed by the data key, whole/],
    [key('recovery_kernel.keyblock'), 'recovery_key.vbpubk', /for !DEV DEV REC !MINIOS/],
  ] as const)('checks %s alone', async ([path, signer, said]) => {
    const { results, fault } = await runRsd('verify', path, '--key', key(signer));
    expect(fault).toBe('none');
    expect(results.join('\n')).toMatch(said);
    expect((await runRsd('verify', path, '--key', key('arv_root.vbpubk'))).fault).toMatchObject({
      code: 'SIG-01',
    });
  });

  test.for([
    ['kernel.bin', 100_000, 'KEY-01'],
    ['manifest.vblock', 3000, 'KEY-01'],
    ['manifest.json', 30, 'SIG-03'],
  ] as const)('refuses a file when %s is damaged at byte %i', async ([name, offsetBytes, code]) => {
    flip(name, offsetBytes);
    const checked = name === 'manifest.json' ? 'manifest.vblock' : name;
    expect((await runRsd('verify', file(checked))).fault).toMatchObject({ code });
  });

  test('gives scripts one JSON document, of a failure too', async () => {
    const whole = await runRsd('verify', '--json', RELEASE);
    expect(JSON.parse(whole.results.join('\n'))).toMatchObject({
      holds: true,
      checks: expect.arrayContaining([expect.objectContaining({ file: 'kernel.bin' })]),
    });
    flip('rootfs.img', 1_000_000);
    const damaged = await runRsd('verify', '--json', RELEASE);
    expect(damaged.fault).toMatchObject({ code: 'IMG-03' });
    expect(JSON.parse(damaged.results.join('\n'))).toMatchObject({
      holds: false,
      failure: { code: 'IMG-03', facts: { file: 'rootfs.img' } },
    });
  });
});
