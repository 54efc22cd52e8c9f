// As long as the longest id of a release, so that a good id is never cut.
const MAX_CHARACTERS = 128;

/**
 * Text that somebody else wrote, for one line of a screen or a log: what is not printable ASCII is escaped, so that
 * it can neither move the cursor nor turn the direction of writing, and what is too long is cut.
 */
export function printable(text: string): string {
  const cut = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}...` : text;
  return cut.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
