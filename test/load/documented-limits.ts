import { documented } from '../vm/network-docs.ts';

/** How many netbooks at once: these lines of the configuration in docs/server.md. */
export function documentedLimits(): readonly string[] {
  const [, limits] = documented('sshd', 'sshd_config').split('# How many:');
  const lines = limits?.split('\n').slice(1).filter(Boolean) ?? [];
  if (!lines.some((line) => line.startsWith('MaxStartups ')))
    throw new Error('docs/server.md has no MaxStartups');
  return lines;
}
