import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import type { FatFileSystem } from '../../formats/fat/read-fat.ts';

const RELEASE = /^recovery\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})$/i;
const MAX_RELEASES = 256;

/** The recovery data on a FAT file system that nobody has mounted. */
export function fatSource(fat: FatFileSystem): RecoverySource {
  const has = (path: string): boolean =>
    fat.entries.some((entry) => entry.kind === 'file' && entry.path.toLowerCase() === path.toLowerCase());
  const open = async (releaseId: string, file: string): ReturnType<FatFileSystem['open']> =>
    await fat.open(`recovery/${releaseId}/${file}`);
  return {
    label: 'stick',
    location: 'local',
    async list() {
      const ids = fat.entries.flatMap(({ kind, path }) => {
        const [, id] = (kind === 'folder' ? RELEASE.exec(path) : null) ?? [];
        return id === undefined ? [] : [id];
      });
      if (ids.length > MAX_RELEASES) throw new Fault('SRC-06', { found: ids.length, most: MAX_RELEASES });
      return ids;
    },
    async readSmall(releaseId, file, maxBytes) {
      if (!has(`recovery/${releaseId}/${file}`)) return 'absent';
      const opened = await open(releaseId, file);
      const { sizeBytes } = opened;
      if (sizeBytes > maxBytes) throw new Fault('MAN-03', { file, bytes: sizeBytes, maxBytes });
      const bytes = new Uint8Array(sizeBytes);
      await opened.read(0, bytes);
      return bytes;
    },
    async openPayload(releaseId, file) {
      if (!has(`recovery/${releaseId}/${file}`)) return 'absent';
      const opened = await open(releaseId, file);
      return {
        sizeBytes: opened.sizeBytes,
        read: (offsetBytes, into) => opened.read(offsetBytes, into),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}
