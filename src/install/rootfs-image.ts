import type { Payload } from '../catalog/manifest.ts';
import { Fault, isFault } from '../core/faults.ts';
import type { BlockChecker, DigestRule, PayloadFile } from '../core/ports.ts';
import { type HashTree, openHashTree } from '../formats/verity/hash-tree.ts';
import { type VerityGeometry, verityGeometry } from '../formats/verity/verity-geometry.ts';
import type { CheckedImage } from './checked-image.ts';
import type { ImageContent } from './image-content.ts';
import { packedContent } from './packed-content.ts';
import { plainContent } from './plain-content.ts';

const BLOCK_BYTES = 4096;

/**
 * Opens a root filesystem with its dm-verity tree: reads the tree down to the leaves and checks it against the signed
 * root digest. Leaves and data are checked as they come.
 * @throws Fault IMG-02, IMG-04, IMG-06, STK-02, STK-03
 */
export async function openRootfsImage(
  payload: Payload & Required<Pick<Payload, 'verity'>>,
  bytes: PayloadFile,
  checker: BlockChecker,
  signal: AbortSignal,
): Promise<CheckedImage> {
  const { file, verity } = payload;
  if (bytes.sizeBytes !== payload.bytes) {
    throw new Fault('IMG-02', { file, expectedBytes: payload.bytes, gotBytes: bytes.sizeBytes });
  }
  const geometry = verityGeometry(verity.dataBlocks, 'root-first');
  const rule = { version: verity.version ?? 0, salt: Buffer.from(verity.salt, 'hex') };
  const content = await openContent(payload, bytes, geometry, checker, signal);
  const root = Buffer.from(verity.rootDigest, 'hex');
  const tree = await named(file, openHashTree(geometry, rule, root, blockReader(content, signal)));
  return checkedImage(file, content, tree, rule, checker);
}

function openContent(
  { file, compression }: Payload,
  bytes: PayloadFile,
  geometry: VerityGeometry,
  checker: BlockChecker,
  signal: AbortSignal,
): Promise<ImageContent> | ImageContent {
  const imageBytes = geometry.imageBlocks * BLOCK_BYTES;
  if (compression === undefined) return plainContent(file, bytes, checker);
  return packedContent(file, bytes, imageBytes, checker, signal);
}

function blockReader(
  content: ImageContent,
  signal: AbortSignal,
): (firstBlock: number, count: number) => Promise<Uint8Array> {
  return async (firstBlock, count) => {
    const blocks = new Uint8Array(count * BLOCK_BYTES);
    await content.fill(firstBlock * BLOCK_BYTES, blocks, signal);
    return blocks;
  };
}

function checkedImage(
  file: string,
  content: ImageContent,
  tree: HashTree,
  rule: DigestRule,
  checker: BlockChecker,
): CheckedImage {
  const digestsOf = (offsetBytes: number, { length }: Uint8Array): Promise<Uint8Array> =>
    named(file, tree.digestsFor(offsetBytes / BLOCK_BYTES, length / BLOCK_BYTES));
  return {
    file,
    sizeBytes: content.sizeBytes,
    async firstWrong(offsetBytes, bytes) {
      const bad = await checker.firstBad(bytes, await digestsOf(offsetBytes, bytes), rule);
      return bad === 'all-good' ? 'none' : offsetBytes + bad * BLOCK_BYTES;
    },
    async fill(offsetBytes, into, signal) {
      // Leaves of the tree are fetched while the bytes are. Neither is under way any more when the other has failed.
      const digests = digestsOf(offsetBytes, into);
      const filling = content.fillChecked(offsetBytes, into, digests, rule, signal);
      await Promise.allSettled([filling, digests]);
      const bad = await filling;
      if (bad !== 'all-good')
        throw new Fault('IMG-03', { file, offsetBytes: offsetBytes + bad * BLOCK_BYTES });
    },
  };
}

/** The tree says which block is wrong; here the file is known too. */
async function named<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const block = Number(error.facts['block'] ?? 0);
    throw new Fault('IMG-04', { file, offsetBytes: block * BLOCK_BYTES }, { cause: error });
  }
}
