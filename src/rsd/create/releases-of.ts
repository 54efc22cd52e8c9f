import type { Choice, ReleaseChoice } from './choice.ts';

/** The releases that go on a stick, that with the operating system first. */
export function releasesOf({ release, firmware }: Choice): readonly ReleaseChoice[] {
  return [release, firmware].filter((one) => one !== 'none');
}
