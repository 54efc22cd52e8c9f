import { join } from 'node:path';

/** Where things are on a device, or on a simulated one below `root`. */
export interface DevicePaths {
  readonly root: string;
  /** Where the stick's data partition is mounted. */
  readonly stick: string;
  readonly socket: string;
  /** The keys that are baked into the recovery root filesystem. */
  readonly keys: string;
  /** The folder of `defaults.toml`, baked in as well. */
  readonly defaults: string;
}

export function devicePaths(root: string): DevicePaths {
  return {
    root,
    stick: join(root, 'media/stick'),
    socket: join(root, 'run/rsd/agent.sock'),
    keys: join(root, 'usr/share/rsd/keys'),
    defaults: join(root, 'usr/share/rsd'),
  };
}
