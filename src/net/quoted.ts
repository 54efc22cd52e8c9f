const MAX_CHARACTERS = 160;

/** What a server said, for a fact: printable ASCII only and not too long, so that it can do nothing to a screen or a log. */
export function quoted(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}...` : text;
  return cut.replaceAll(/[^ -~]/g, '?');
}
