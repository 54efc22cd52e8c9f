import type { DigestRule } from '../../core/ports.ts';
import { type BuiltHashTree, hashTreeBuilder } from './hash-tree-builder.ts';
import type { VerityGeometry } from './verity-geometry.ts';

/**
 * Makes the hash tree of an image. `data` gives the 4 KiB block with that index; it is asked for each once, in
 * order, and may give the same array every time.
 * @throws Fault FMT-01 when the tree would be above 1 GiB, or a block is not 4 KiB.
 */
export function buildHashTree(
  data: (blockIndex: number) => Uint8Array,
  geometry: VerityGeometry,
  rule: DigestRule,
): BuiltHashTree {
  const builder = hashTreeBuilder(geometry, rule);
  for (let index = 0; index < geometry.dataBlocks; index++) builder.add(data(index));
  return builder.finish();
}
