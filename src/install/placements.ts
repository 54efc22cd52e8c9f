import type { CheckedImage } from './checked-image.ts';
import type { InstallPlan } from './install-plan.ts';
import type { PlannedPartition } from './plan-layout.ts';

/** One image and a partition that gets it. */
export interface Placement {
  readonly image: CheckedImage;
  readonly partition: PlannedPartition;
}

/** Which image goes where: root filesystems first, so that a kernel never precedes what it starts. */
export function placements(
  plan: InstallPlan,
  images: { readonly kernel: CheckedImage; readonly rootfs: CheckedImage },
): readonly Placement[] {
  const of = (payload: 'kernel' | 'rootfs'): Placement[] =>
    plan.partitions
      .filter((partition) => partition.payload === payload)
      .map((partition) => ({ image: images[payload], partition }));
  return [...of('rootfs'), ...of('kernel')];
}
