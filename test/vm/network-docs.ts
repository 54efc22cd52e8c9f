import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs/server.md');

/**
 * A fenced block of docs/server.md, with what an operator would write in the place of an example.
 * @param heading of the section in which it is the only one of its language
 * @throws when it is not there, or an example in it is not
 */
export function documented(
  heading: string,
  language: string,
  own: Readonly<Record<string, string>> = {},
): string {
  const section = readFileSync(DOCS, 'utf8')
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  const blocks = [...(section ?? '').matchAll(/^```(\S+)\n(.*?)^```$/gms)].filter(
    ([, its]) => its === language,
  );
  if (blocks.length !== 1)
    throw new Error(`docs/server.md has ${blocks.length} blocks of ${language} in "${heading}"`);
  let text = blocks[0]?.[2] ?? '';
  for (const [example, value] of Object.entries(own)) {
    if (!text.includes(example)) throw new Error(`docs/server.md has no ${example} in "${heading}"`);
    text = text.replaceAll(example, value);
  }
  return text;
}
