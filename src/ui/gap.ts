import type { Block } from './fit.ts';

/** An empty line that is the first to go when room is short. */
export const GAP: Block = { rank: 9, forms: [[[]], []] };
