/** Lets so many requests be under way at once, whoever sends them. Who asked first is served first. */
export interface RequestSlots {
  readonly count: number;
  take(): Promise<void>;
  /** Every `take` that has resolved is followed by one `give`. */
  give(): void;
}

export function requestSlots(count: number): RequestSlots {
  const queue: (() => void)[] = [];
  let free = count;
  return {
    count,
    async take() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
    },
    give() {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
