/** What the exit status of `rsd` says. */
export const EXIT = { done: 0, usage: 2, untouched: 10, unusable: 20, defect: 70 } as const;
