import { newReleaseKeys, type ReleaseKeys } from '../../src/simulate/simulated-keys.ts';

/** The keys of a developer, whom nobody vouches for. */
export const DEVELOPER: ReleaseKeys = newReleaseKeys('none');
