const MAX_PARTS = 8;
const PARTS = /^(?:0|[1-9]\d{0,9})(?:\.(?:0|[1-9]\d{0,9}))*$/;

/** Whether `text` is 1 to 8 dotted decimal numbers without leading zeros, each below 2³². */
export function isVersion(text: string): boolean {
  if (!PARTS.test(text)) return false;
  const parts = text.split('.');
  return parts.length <= MAX_PARTS && parts.every((part) => Number(part) < 2 ** 32);
}
