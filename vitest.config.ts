import { defineConfig } from 'vitest/config';

const tests = (folder: string) => `${folder}/**/*.test.{ts,tsx}`;

/** Tests of dependencies, and those in a browser, which have a configuration of their own. */
const outside = ['**/node_modules/**', 'tests/e2e/**'];

/** Tests that take 10 s or more each: whole clips, many servers, every case of a kind. `npm run test:slow` runs them. */
const slow = '**/*.slow.test.{ts,tsx}';

/**
 * Tests that change nothing outside themselves: they share modules, which are loaded once a worker instead of once a file, and so
 * end in half the time. A test that sets variables of the environment, measures memory or stands in for a module is not here.
 */
const shared = [
  ...['contract', 'studio', 'cli'].map((name) => tests(`packages/${name}/tests`)),
  ...['diffusion', 'graph', 'tensor', 'text'].map((name) => tests(`packages/engine/tests/${name}`)),
  ...['art', 'backdrop', 'compositor', 'inputs', 'prompt', 'scene'].map((name) =>
    tests(`packages/engine/tests/models/akezora/${name}`),
  ),
  ...['importing', 'jobs', 'platform/store'].map((name) => tests(`packages/server/tests/${name}`)),
];

export default defineConfig({
  test: {
    globalSetup: 'tests/temporary-folder.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'shared', include: shared, exclude: [slow], isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: [tests('packages/*/tests'), tests('tests')],
          exclude: [...outside, slow, ...shared],
        },
      },
      { extends: true, test: { name: 'slow', include: [slow], exclude: outside } },
    ],
  },
});
