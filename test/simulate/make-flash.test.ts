import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { flashSpec } from '../firmware/flash-spec.ts';
import { testWith, tool } from '../tool.ts';

testWith('futility')(
  'futility finds both slots of a made flash signed by its root key, and its GBB whole',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'rsd-flash-'));
    try {
      const file = join(folder, 'flash.bin');
      writeFileSync(file, makeFlash(flashSpec()));
      const shown = tool('futility', 'show', file);
      expect(shown.status).toBe(0);
      expect(shown.stdout.match(/Signature: +valid/g)).toHaveLength(2);
      expect(shown.stdout.match(/Body verification succeeded/g)).toHaveLength(2);
      const gbb = tool('futility', 'gbb', '--get', '--hwid', '--flags', '--digest', file);
      expect(gbb.stdout).toContain('hardware_id: NIMBUS A2B-C3D-E4F');
      expect(gbb.stdout).toContain('flags: 0x00000039');
      expect(gbb.stdout).toContain('valid');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
