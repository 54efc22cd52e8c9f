import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A golden that is missing fails: it is written with --update, and looked at.
    update: 'none',
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/vm/**', '**/*.slow.test.ts'],
          testTimeout: 30_000,
          pool: 'forks',
          // Tests share no state but the modules, and loading those anew for each file took a third of the time.
          isolate: false,
          // Vitest leaves one processor free for itself; on two that is half of them.
          maxWorkers: 2,
        },
      },
      {
        test: { name: 'slow', include: ['test/**/*.slow.test.ts'], testTimeout: 120_000, pool: 'forks' },
      },
      {
        test: {
          name: 'vm',
          include: ['test/vm/**/*.test.ts'],
          globalSetup: ['./test/vm/global-setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          // More than two machines at a time are slower than one after the other.
          pool: 'threads',
          maxWorkers: 2,
        },
      },
    ],
  },
});
