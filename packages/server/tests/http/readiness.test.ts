import { expect, it } from 'vitest';
import { withDefaults } from '../../src/config/settings.ts';
import { createReadiness } from '../../src/http/readiness.ts';

it('tries the storage once for many probes at once, and for those that follow within a second', async () => {
  let tries = 0;
  const storage = {
    check: async () => {
      tries += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
  const readiness = createReadiness({ store: {}, storage, options: withDefaults({}) } as never);
  const all = await Promise.all(Array.from({ length: 50 }, () => readiness()));
  expect(all.every(({ storage: works, database }) => works && !database)).toBe(true);
  await readiness();
  expect(tries).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1050));
  await readiness();
  expect(tries).toBe(2);
});
