import type { TestProject } from 'vitest/node';
import type { RecoverySoftware } from '../../initramfs/recovery-software.ts';
import { setUp } from '../../vm/set-up.ts';
import { SYSTEMS, type SystemName } from './systems.ts';

declare module 'vitest' {
  interface ProvidedContext {
    software: RecoverySoftware;
    /** The folder of each system. */
    releases: Readonly<Record<SystemName, string>>;
  }
}

/** Builds what the machines start, once for all test files. */
export default async function globalSetup(project: TestProject): Promise<void> {
  const { software, releases } = await setUp(Object.values(SYSTEMS), console.log);
  const names = Object.keys(SYSTEMS) as SystemName[];
  project.provide('software', software);
  project.provide(
    'releases',
    Object.fromEntries(names.map((name, index) => [name, releases[index] ?? ''])) as Record<
      SystemName,
      string
    >,
  );
}
