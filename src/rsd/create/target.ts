import type { DiskDescription } from '../../core/ports.ts';

/** What a stick is made of. */
export type Target =
  | {
      readonly kind: 'disk';
      readonly disk: DiskDescription;
      /** The file that what is on it is saved in first. */
      readonly backup: string | undefined;
    }
  | { readonly kind: 'image'; readonly path: string; readonly sizeBytes: number | 'least' };

/** A device or a file. */
export function targetName(target: Target): string {
  return target.kind === 'disk' ? target.disk.devicePath : target.path;
}
