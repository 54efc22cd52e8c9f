/** `quick` to build, for development and tests; `small` for what goes onto real sticks. */
export type Compression = 'quick' | 'small';
