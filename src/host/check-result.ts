/** What a checking thread answers, besides the index of the first bad block. What was unpacked alone is `allGood`. */
export const CHECK_RESULT = { allGood: -1, damaged: -2 } as const;
