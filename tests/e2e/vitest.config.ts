import { defineConfig } from 'vitest/config';

/** The browser tests: two files at once, since each mostly waits for its browser. What is timed is in `bench/studio.ts`. */
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
    include: ['**/*.e2e.ts'],
  },
});
