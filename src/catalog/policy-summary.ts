import type { PolicySummary } from '../core/events.ts';
import { keySha1 } from '../formats/vboot/key-sha1.ts';
import type { Policy } from './policy.ts';

const ROLES = ['root', 'recovery'] as const;

/** What a release is judged by, for screens and reports. */
export function policySummary(policy: Policy): PolicySummary {
  const { keysFrom, trustedKeys, minimumFirmwareVersion, minimumKernelVersion } = policy;
  const keys = ROLES.flatMap((role, at) => {
    const key = trustedKeys[at];
    return key === undefined ? [] : [{ role, sha1: keySha1(key) }];
  });
  return { keysFrom, keys, minimumVersion: minimumFirmwareVersion, minimumKernelVersion };
}
