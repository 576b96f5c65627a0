import { defineConfig } from 'vitest/config';

const timed = 'speed.e2e.ts';

/** The browser tests: two files at once, since each mostly waits for its browser; then, alone, what is timed. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    // Generous, for machines that do other work meanwhile.
    testTimeout: 900_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    pool: 'forks',
    // What was started first stops first: the browser before the servers its pages listen to.
    sequence: { hooks: 'list' },
    projects: [
      {
        extends: true,
        test: { name: 'browser', include: ['**/*.e2e.ts'], exclude: [timed], sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: { name: 'timed', include: [timed], fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
