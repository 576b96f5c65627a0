import { expect, it } from 'vitest';
import { withDefaults } from '../../src/config/settings.ts';
import { createReadiness } from '../../src/http/readiness.ts';
import { startTestServer } from '../support/server.ts';

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

it('counts probes of a network, apart from its requests', async () => {
  const test = await startTestServer({ devices: [], access: 'open', budgets: { requests: 3 } });
  const statuses = async (path: string) => {
    const got: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) got.push((await fetch(test.server.url + path)).status);
    return got;
  };
  expect((await statuses('/')).at(-1)).toBe(429);
  expect(await statuses('/readyz')).toEqual([200, 200, 200, 429]);
  await test.remove();
});
