import type { Content } from './content.ts';

/** The recovery software of a stick, checked, and ready to be written. */
export interface StickSoftware {
  /** The GUID that ROOT-A has to have. Upper case. */
  readonly partitionGuid: string;
  readonly kernel: Content;
  readonly rootfs: Content;
  readonly uki: Content | 'none';
}
