import { defineConfig } from 'vitest/config';

/** The browser tests: one file after another, since they share two cores with a browser. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.e2e.ts'],
    // Generous, for machines that do other work meanwhile.
    testTimeout: 900_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
    pool: 'forks',
    // What was started first stops first: the browser before the servers its pages listen to.
    sequence: { hooks: 'list' },
  },
});
