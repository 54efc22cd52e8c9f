import { columnsOf } from './columns-of.ts';

/** The text in parts of at most `columns` columns, or of one character where that is wider. At least one part. */
export function chunks(text: string, columns: number): readonly string[] {
  if (columnsOf(text) <= columns) return [text];
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (part !== '' && columnsOf(part + character) > columns) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
