import { createHmac, timingSafeEqual } from 'node:crypto';

/** The hosts that a line of known_hosts is about. */
export type HostNames =
  | { readonly kind: 'hashed'; readonly salt: Uint8Array; readonly hash: Uint8Array }
  | { readonly kind: 'patterns'; readonly wanted: readonly string[]; readonly unwanted: readonly string[] };

/**
 * Whether the names of a line mean `name`, which is as `addressName` writes it. As in OpenSSH, a line on which one
 * negated pattern matches does not count, whatever else is on it.
 */
export function namesMatch(names: HostNames, name: string): boolean {
  const lowerCase = name.toLowerCase();
  if (names.kind === 'hashed') {
    return timingSafeEqual(createHmac('sha1', names.salt).update(lowerCase).digest(), names.hash);
  }
  const matches = (pattern: string): boolean => wildcardMatches(pattern, lowerCase);
  return !names.unwanted.some(matches) && names.wanted.some(matches);
}

/** `*` is any text and `?` is any one character. Takes no longer than the product of the lengths. */
function wildcardMatches(pattern: string, text: string): boolean {
  let inPattern = 0;
  let starAt = -1;
  let starText = 0;
  for (let inText = 0; inText < text.length; ) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      starAt = inPattern;
      starText = inText;
      inPattern += 1;
    } else if (wanted === '?' || wanted === text[inText]) {
      inPattern += 1;
      inText += 1;
    } else if (starAt >= 0) {
      // The last star takes one character more.
      starText += 1;
      inText = starText;
      inPattern = starAt + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
