import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs');

/**
 * What a reader of a page in docs/ types, one block after the other, with what is their own in the place of an example.
 * @throws when the page has no such example
 */
export function documentedCommands(page: string, own: Readonly<Record<string, string>>): string {
  const blocks = [...readFileSync(join(DOCS, page), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)];
  let text = blocks.map(([, block]) => block).join('');
  for (const [example, value] of Object.entries(own)) {
    if (!text.includes(example)) throw new Error(`docs/${page} has no ${example}`);
    text = text.replaceAll(example, value);
  }
  return text;
}
