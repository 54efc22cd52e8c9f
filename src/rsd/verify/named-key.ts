import type { PackedKey } from '../../formats/vboot/packed-key.ts';

/** A key that whoever asks knows, and the file that it is in. */
export interface NamedKey {
  readonly file: string;
  readonly key: PackedKey;
}
