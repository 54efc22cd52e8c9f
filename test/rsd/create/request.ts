import type { CreateRequest } from '../../../src/rsd/create/create-request.ts';

/** A request for a NIMBUS, in which nothing else is said. */
export function request(change: Partial<CreateRequest> = {}): CreateRequest {
  return {
    from: undefined,
    device: { hwid: 'NIMBUS' },
    arch: undefined,
    to: [],
    image: undefined,
    data: 'release',
    network: undefined,
    stickIdentity: undefined,
    language: undefined,
    attendance: 'attended',
    developer: undefined,
    releaseId: undefined,
    softwareId: undefined,
    recoveryKey: undefined,
    ssh: {},
    backup: undefined,
    consent: 'given',
    output: 'text',
    ...change,
  };
}
