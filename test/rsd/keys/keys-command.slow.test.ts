import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { runRsd } from '../run-rsd.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const KEYS = join(folder, 'keys');

/** What `futility show` prints, by its labels. */
function futility(file: string, ...options: readonly string[]): Record<string, string> {
  const lines = tool('futility', 'show', ...options, file).stdout.split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(':')[0]?.trim(), line.split(':')[1]?.trim()]));
}

interface Shown {
  readonly file: string;
  readonly kind: string;
  readonly [fact: string]: unknown;
}

async function shown(path: string): Promise<readonly Shown[]> {
  const { results, fault } = await runRsd('keys', 'show', '--json', path);
  expect(fault).toBe('none');
  return JSON.parse(results.join('\n')) as Shown[];
}

beforeAll(async () => {
  expect((await runRsd('keys', 'new', '--4k', KEYS)).fault).toBe('none');
});

describe('rsd keys new', () => {
  test('makes a folder that only its owner may open, and private keys that only they may read', () => {
    expect(statSync(KEYS).mode & 0o777).toBe(0o700);
    const secrets = readdirSync(KEYS).filter((name) => name.endsWith('.vbprivk'));
    expect(secrets).toHaveLength(6);
    for (const name of secrets) expect(statSync(join(KEYS, name)).mode & 0o777).toBe(0o600);
  });

  test('overwrites nothing', async () => {
    const before = readFileSync(join(KEYS, 'root_key.vbprivk'));
    const { fault } = await runRsd('keys', 'new', '--4k', KEYS);
    expect(fault).toMatchObject({ code: 'OPT-01', facts: { option: KEYS } });
    expect(readFileSync(join(KEYS, 'root_key.vbprivk')).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['keys']);
  });

  testWith('futility').for([
    ['release.keyblock', 'root_key.vbpubk', '23'],
    ['kernel.keyblock', 'kernel_subkey.vbpubk', '23'],
    ['recovery_kernel.keyblock', 'recovery_key.vbpubk', '27'],
  ] as const)('makes %s, which futility finds signed by %s', ([keyblock, key, flags]) => {
    const said = futility(join(KEYS, keyblock), '--publickey', join(KEYS, key));
    expect(said['Signature']).toBe('valid');
    expect(said['Flags']).toContain(flags);
  });

  testWith('futility')(
    'makes keys that vboot’s tools sign a manifest with, and rsd verifies it',
    async () => {
      const manifest = join(folder, 'manifest.json');
      writeFileSync(manifest, '{}');
      const key = (name: string): string => join(KEYS, name);
      const vblock = join(folder, 'manifest.vblock');
      tool(
        'futility',
        'vbutil_firmware',
        '--vblock',
        vblock,
        '--keyblock',
        key('release.keyblock'),
        '--signprivate',
        key('release_key.vbprivk'),
        '--version',
        '3',
        '--fv',
        manifest,
        '--kernelkey',
        key('kernel_subkey.vbpubk'),
      );
      const { results, fault } = await runRsd('verify', vblock, '--key', key('root_key.vbpubk'));
      expect(fault).toBe('none');
      expect(results.join('\n')).toMatch(/keyblock signed by root_key\.vbpubk[^]*version 3/);
      rmSync(vblock);
      rmSync(manifest);
    },
  );
});

describe('rsd keys show', () => {
  testWith('futility').for(['root_key.vbpubk', 'kernel_data_key.vbpubk', 'recovery_key.vbprivk'])(
    'says of %s what futility says',
    async (name) => {
      const file = join(DEVKEYS, name);
      const said = futility(file);
      const [fact] = await shown(file);
      expect(said['Key sha1sum']).toBe(fact?.['sha1']);
      expect(said['Algorithm']).toContain(fact?.['algorithm']);
    },
  );

  testWith('futility')('says who signed whom in a folder of vboot’s own', async () => {
    const all = await shown(DEVKEYS);
    const signers = all
      .filter(({ kind }) => kind === 'keyblock')
      .map(({ file, signedBy }) => [file, signedBy]);
    expect(signers).toEqual(
      expect.arrayContaining([
        ['firmware.keyblock', 'root_key.vbpubk'],
        ['kernel.keyblock', 'kernel_subkey.vbpubk'],
        ['recovery_kernel.keyblock', 'recovery_key.vbpubk'],
      ]),
    );
  });

  test('shows what is damaged in a folder, and all the rest', async () => {
    const odd = join(folder, 'odd-folder');
    cpSync(KEYS, odd, { recursive: true });
    writeFileSync(join(odd, 'root_key.vbpubk'), 'no key');
    const all = await shown(odd);
    expect(all).toHaveLength(15);
    expect(all.find(({ file }) => file === 'root_key.vbpubk')).toMatchObject({ kind: 'damaged' });
    expect(all.find(({ file }) => file === 'release.keyblock')).toMatchObject({
      signedBy: 'a key that is not here',
    });
    rmSync(odd, { recursive: true });
  });

  test('shows nothing of a private key but its public half', async () => {
    const { results } = await runRsd('keys', 'show', join(KEYS, 'root_key.vbprivk'));
    const [, publicHalf] = await Promise.all([
      shown(join(KEYS, 'root_key.vbprivk')),
      shown(join(KEYS, 'root_key.vbpubk')),
    ]);
    expect(results).toHaveLength(3);
    expect(results.join('\n')).toContain(String(publicHalf[0]?.['sha1']));
  });

  test.for([
    ['a file that is no key', Buffer.from('hello, world, this is no key at all'), /algorithm/],
    ['an empty file', Buffer.alloc(0), /algorithm|bytes/],
    ['a damaged private key', Buffer.from([7, 0, 0, 0, 0, 0, 0, 0, 0x30, 1, 2]), /vbprivk key/],
  ] as const)('refuses %s', async ([, bytes, problem]) => {
    const file = join(folder, 'odd');
    writeFileSync(file, bytes);
    const { fault } = await runRsd('keys', 'show', file);
    expect(fault).toMatchObject({ code: 'KEY-01', facts: { problem: expect.stringMatching(problem) } });
    rmSync(file);
  });
});
