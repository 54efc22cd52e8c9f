import { parse } from 'smol-toml';
import { hasPath } from './has-path.ts';

/** What stands on a line of its own and says nothing. */
const SAYS_NOTHING = /^[ \t]*(?:#.*)?\r?$/;

/**
 * The line, counted from 1, on which a TOML text says what lies at `path`, or the nearest thing around it that is
 * there; 1 for what is nowhere. The parser does not tell where it found a value, so it is asked how much of the text
 * it needs.
 * @param toml text that the parser accepts
 */
export function tomlLine(toml: string, path: readonly PropertyKey[]): number {
  const lines = toml.split('\n');
  for (let depth = path.length; depth > 0; depth -= 1) {
    const line = firstLineWith(lines, path.slice(0, depth));
    if (line !== 'nowhere') return line;
  }
  return 1;
}

/** A beginning of the text that ends within a value does not parse, so a value lies behind the last one that did. */
function firstLineWith(lines: readonly string[], path: readonly PropertyKey[]): number | 'nowhere' {
  let begin = 0;
  for (let end = 1; end <= lines.length; end += 1) {
    if (SAYS_NOTHING.test(lines[begin] ?? '')) {
      begin = end;
      continue;
    }
    const document = parsed(`${lines.slice(0, end).join('\n')}\n`);
    if (document === 'unfinished') continue;
    if (hasPath(document, path)) return begin + 1;
    begin = end;
  }
  return 'nowhere';
}

function parsed(toml: string): unknown {
  try {
    return parse(toml);
  } catch {
    // It ends in the middle of a value.
    return 'unfinished';
  }
}
