import { checkedContent } from './checked-content.ts';
import type { Publication } from './publication.ts';

/** Reads every file whole and compares its digest, before anything is written anywhere. @throws Fault PUB-02 */
export async function checkPublication(publication: Publication, signal: AbortSignal): Promise<void> {
  for (const file of publication.payloads)
    for await (const _ of checkedContent(publication, file)) signal.throwIfAborted();
}
