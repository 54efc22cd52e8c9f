import { LONG_NAME } from './directory-entry.ts';
import { shortNameChecksum } from './short-name-checksum.ts';

export interface LongNameCollector {
  /** The 32 bytes of the next entry with a part of a long name. */
  add(entry: DataView): void;
  /** The name of the entry that follows, and forgets it; `'none'` when the parts are not all there or not its own. */
  take(shortName: Uint8Array): string;
}

/** Puts long names together. Parts that belong to nothing are ignored, as everybody does: old drivers leave such behind. */
export function longNameCollector(): LongNameCollector {
  // Parts come from the last to number 1.
  let parts: string[] = [];
  let missing = 0;
  let checksum = 0;
  return {
    add(entry) {
      const order = entry.getUint8(0);
      const number = order & ~LONG_NAME.last;
      const begins = (order & LONG_NAME.last) !== 0;
      const sum = entry.getUint8(LONG_NAME.checksumAt);
      const fits = begins
        ? number >= 1 && number <= LONG_NAME.maxEntries
        : number === missing && sum === checksum;
      parts = fits ? [textOf(entry), ...(begins ? [] : parts)] : [];
      missing = fits ? number - 1 : 0;
      checksum = sum;
    },
    take(shortName) {
      const isWhole = parts.length > 0 && missing === 0 && shortNameChecksum(shortName) === checksum;
      const name = isWhole ? (parts.join('').split('\0')[0] ?? '') : 'none';
      parts = [];
      missing = 0;
      return name;
    },
  };
}

function textOf(entry: DataView): string {
  return String.fromCharCode(...LONG_NAME.unitsAt.map((at) => entry.getUint16(at, true)));
}
