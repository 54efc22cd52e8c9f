export const LINE_ENDS = ['power-off', 'restart'] as const;

/** What a device of a line does when its stick is out. */
export type LineEnd = (typeof LINE_ENDS)[number];
