import { defineConfig } from 'vitest/config';

/** The tests of the release: they pack and install it, which takes a minute, and start real servers. */
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ['**/*.e2e.ts'], testTimeout: 120_000, hookTimeout: 300_000, fileParallelism: false, pool: 'forks' },
});
