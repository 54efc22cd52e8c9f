import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/closing-line.ts'],
    testTimeout: 30_000,
    pool: 'forks',
    // Tests share no state but the modules, and loading those anew for each file took a third of the time.
    isolate: false,
  },
});
