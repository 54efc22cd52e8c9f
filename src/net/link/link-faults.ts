import type { FaultCode } from '../../core/fault-catalogue.ts';

/** The faults of one link, after which another may work: from the one that says least about what is wrong to the one that got furthest. */
export const LINK_FAULTS: readonly FaultCode[] = [
  'NET-31',
  'NET-32',
  'NET-38',
  'NET-41',
  'NET-42',
  'NET-35',
  'NET-36',
  'NET-37',
  'NET-34',
  'NET-40',
  'NET-33',
];
