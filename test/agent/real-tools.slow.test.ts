import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import {
  bakeDevkeys,
  RELEASE_TOOLS,
  type RealRelease,
  realToolsRelease,
} from '../fixtures/real-tools-release.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';

const MIB = 1 << 20;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;
const TOOLS = [...RELEASE_TOOLS, 'cgpt'];

// Only Debian has all of these tools: skipped tests are named at the end of a run.
describe.skipIf(testWith(...TOOLS) !== testWith())(
  'a netbook recovered by the agent from data that the real tools signed',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'rsd-real-'));
    const disk = join(root, 'dev/nvme0n1');
    let release: RealRelease;

    beforeAll(async () => {
      await writeNetbookFiles(root, {
        hwid: 'NIMBUS A2B-C3D-E4F',
        serial: 'NB1',
        developerSwitch: 'off',
        diskBytes: 64 * MIB,
      });
      bakeDevkeys(join(root, 'usr/share/rsd/keys'));
      release = realToolsRelease(join(root, 'media/stick/recovery'), 'real-3.1', root);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [AGENT, 'run', '--root', root, '--unattended', '--report', join(root, 'report.json')],
        { encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(`The agent ended with ${status}: ${stdout}${stderr}`);
    });
    afterAll(() => rmSync(root, { recursive: true }));

    testWith(...TOOLS)('the report says complete, and which release was taken', () => {
      const report: unknown = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8'));
      expect(report).toMatchObject({ disk: 'complete', release: { id: 'real-3.1', authority: 'firmware' } });
    });

    testWith(...TOOLS)(
      'cgpt finds nothing wrong with the partition table, and the boot attributes of the layout',
      () => {
        const { status, stdout, stderr } = tool('cgpt', 'show', disk);
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(stdout).not.toMatch(/INVALID|WARNING/i);
        expect(tool('cgpt', 'show', '-i', '2', '-P', disk).stdout.trim()).toBe('2');
        expect(tool('cgpt', 'show', '-i', '2', '-T', disk).stdout.trim()).toBe('15');
        expect(tool('cgpt', 'show', '-i', '4', '-P', disk).stdout.trim()).toBe('0');
      },
    );

    testWith(...TOOLS)('vbutil_kernel verifies the kernel partition with the kernel subkey', () => {
      const kernel = partitionFile(2);
      const verified = tool(
        'vbutil_kernel',
        '--verify',
        kernel,
        '--signpubkey',
        join(DEVKEYS, 'kernel_subkey.vbpubk'),
        '--verbose',
      );
      expect({ status: verified.status, stderr: verified.stderr }).toMatchObject({ status: 0 });
      expect(verified.stdout).toContain(`root_hexdigest=${release.rootDigest}`);
    });

    testWith(...TOOLS)(
      'veritysetup verifies the root partition with the digest of the kernel command line',
      () => {
        const rootfs = partitionFile(3);
        const line = tool(
          'vbutil_kernel',
          '--verify',
          partitionFile(2),
          '--signpubkey',
          join(DEVKEYS, 'kernel_subkey.vbpubk'),
          '--verbose',
        ).stdout;
        const digest = /root_hexdigest=([0-9a-f]{64})/.exec(line)?.[1] ?? '';
        const verify = (wanted: string): number | null =>
          tool(
            'veritysetup',
            'verify',
            '--format=0',
            '--no-superblock',
            `--salt=${release.salt}`,
            '--data-block-size=4096',
            '--hash-block-size=4096',
            `--data-blocks=${release.dataBlocks}`,
            `--hash-offset=${release.dataBlocks * 4096}`,
            rootfs,
            rootfs,
            wanted,
          ).status;
        expect(verify(digest)).toBe(0);
        expect(verify('0'.repeat(64))).not.toBe(0);
      },
    );

    testWith(...TOOLS)('e2fsck finds nothing wrong with the stateful partition', () => {
      expect(tool('e2fsck', '-fn', partitionFile(1)).status).toBe(0);
    });

    function partitionFile(number: number): string {
      const field = (flag: string): number =>
        Number(tool('cgpt', 'show', '-i', String(number), flag, disk).stdout.trim());
      const [start, sectors] = [field('-b'), field('-s')];
      const file = join(root, `partition-${number}`);
      writeFileSync(file, readFileSync(disk).subarray(start * 512, (start + sectors) * 512));
      return file;
    }
  },
);
