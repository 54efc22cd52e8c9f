/**
 * Keys that answer a question. Enter and Esc are on every keyboard; Y and N are for who expects them. Never what another
 * script has on their keys: a Russian Y writes what a Serbian N does.
 */
export const [YES, NO]: readonly [ReadonlySet<string>, ReadonlySet<string>] = [
  new Set(['enter', 'y']),
  new Set(['escape', 'n']),
];
