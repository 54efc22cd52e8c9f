import type { RecoverySource } from '../../core/ports.ts';

/**
 * What sticks are made from and servers give: a folder, here or on a server, with `recovery/<release id>/…` as on the
 * data partition of a stick, and `software/<software id>/…` beside it. It is trusted with nothing.
 */
export interface Tree extends AsyncDisposable {
  /** As a person would name it: a path, or the name of a server. */
  readonly name: string;
  readonly recovery: RecoverySource;
  /** `list` gives the ids of recovery software; `software.json` and the files that it names are read as those of releases. */
  readonly software: RecoverySource;
}
