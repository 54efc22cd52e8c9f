import type { OsSpec } from '../../vm/os-release.ts';

const NIMBUS = { models: [{ hwid: 'NIMBUS', skus: [42] }], ballastMib: 32 };

/** The systems that the sticks of these tests carry, and that their netbooks have had before. */
export const SYSTEMS = {
  current: { id: 'nimbus-1.10.0', version: '1.10.0', ...NIMBUS },
  older: { id: 'nimbus-1.9.0', version: '1.9.0', ...NIMBUS },
  /** More than fits into the memory of a netbook: the stick is needed until the end. */
  large: { id: 'nimbus-1.11.0', version: '1.11.0', ...NIMBUS, ballastMib: 256 },
  otherModel: { id: 'cirrus-2.0', version: '2.0', models: [{ hwid: 'CIRRUS' }], ballastMib: 8 },
} as const satisfies Record<string, OsSpec>;

export type SystemName = keyof typeof SYSTEMS;

/** What a system says when it has started. */
export function bootedLine({ id, version }: Pick<OsSpec, 'id' | 'version'>): string {
  return `OS BOOTED ${id} ${version}`;
}
