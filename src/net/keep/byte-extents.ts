/** The bytes from `startBytes` up to `endBytes`, which is not one of them. */
export type Extent = readonly [startBytes: number, endBytes: number];

/** A part of a range of which all or nothing is there. */
export interface Run {
  readonly startBytes: number;
  readonly endBytes: number;
  readonly is: 'kept' | 'missing';
}

/** The most that are remembered of one file: what a stick says about itself must not fill the memory. */
export const MAX_EXTENTS = 256;

/** Which bytes of a file are there. Its extents are in order, none is empty and no two touch. It never changes. */
export class ByteExtents {
  static readonly none: ByteExtents = new ByteExtents([]);
  readonly list: readonly Extent[];

  /** @param list in order, none empty, no two that touch, at most `MAX_EXTENTS` */
  constructor(list: readonly Extent[]) {
    this.list = list;
  }

  /** With more bytes. The smallest extent is forgotten when there would be too many. */
  with(startBytes: number, endBytes: number): ByteExtents {
    if (startBytes >= endBytes) return this;
    const before = this.list.filter(([, end]) => end < startBytes);
    const behind = this.list.filter(([start]) => start > endBytes);
    const touched = this.list.slice(before.length, this.list.length - behind.length);
    const start = Math.min(startBytes, touched[0]?.[0] ?? startBytes);
    const end = Math.max(endBytes, touched.at(-1)?.[1] ?? endBytes);
    return new ByteExtents(withoutSmallest([...before, [start, end], ...behind]));
  }

  /** The range from `startBytes` to `endBytes` in runs that are wholly kept or wholly missing, in order. */
  runs(startBytes: number, endBytes: number): readonly Run[] {
    const runs: Run[] = [];
    let at = startBytes;
    const upTo = (limitBytes: number, is: Run['is']): void => {
      const end = Math.min(limitBytes, endBytes);
      if (end <= at) return;
      runs.push({ startBytes: at, endBytes: end, is });
      at = end;
    };
    for (const [start, end] of this.list) {
      if (end <= at) continue;
      upTo(start, 'missing');
      upTo(end, 'kept');
    }
    upTo(endBytes, 'missing');
    return runs;
  }

  /** How many bytes from 0 to `endBytes` are not there. */
  missingBytes(endBytes: number): number {
    const missing = this.runs(0, endBytes).filter(({ is }) => is === 'missing');
    return missing.reduce((sum, run) => sum + run.endBytes - run.startBytes, 0);
  }
}

function withoutSmallest(list: readonly Extent[]): readonly Extent[] {
  if (list.length <= MAX_EXTENTS) return list;
  const lengths = list.map(([start, end]) => end - start);
  return list.toSpliced(lengths.indexOf(Math.min(...lengths)), 1);
}
