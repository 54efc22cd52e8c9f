import type { Frame } from './frame.ts';

/** The picture without its colours, a line each, without the spaces at their ends. */
export function frameText({ lines }: Frame): string {
  return lines
    .map(
      (line) =>
        `${line
          .map(({ text }) => text)
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
