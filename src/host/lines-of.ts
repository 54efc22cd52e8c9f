/** The lines of a stream of text, without their ends. @throws RangeError when a line is longer than `maxChars` */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array | string>,
  maxChars: number,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let open = '';
  for await (const chunk of chunks) {
    open += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = open.split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) {
      refuseLong(line, maxChars);
      yield line;
    }
    refuseLong(open, maxChars);
  }
}

function refuseLong(line: string, maxChars: number): void {
  if (line.length > maxChars) throw new RangeError(`A line is longer than ${maxChars} characters`);
}
