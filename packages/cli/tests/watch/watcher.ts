/**
 * A watcher whose clips are texts, for tests that kill it: `node watcher.ts IN OUT`. Each clip takes 20 ms, and each beginning
 * is a line in `OUT/../begun.log`.
 */
import { appendFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../../../server/src/platform/store/lock.ts';
import { ordersOf } from '../../src/watch/orders.ts';
import { watchFolder } from '../../src/watch/watch.ts';

const [from = '', out = ''] = process.argv.slice(2);
const release = await lockFolder(join(from, 'working'));
process.stdout.write('ready\n');
await watchFolder({
  folders: { in: from, out },
  read: (drop, folders) =>
    ordersOf(drop, folders, {
      base: {},
      capabilities: () => Promise.reject(new Error('not asked')),
      measure: () => Promise.reject(new Error('not asked')),
      strength: 'mild',
      readTable: () => [],
    }),
  maker: async ({ request, file }) => {
    await appendFile(join(dirname(out), 'begun.log'), `${request.prompt}\n`);
    process.stdout.write(`${request.prompt}\n`);
    await sleep(20);
    await writeFile(file, request.prompt);
    await writeFile(`${file}.json`, JSON.stringify({ prompt: request.prompt, seed: request.seed }));
  },
  tell: () => undefined,
  language: 'en',
  signal: new AbortController().signal,
  jobs: 1,
  pollMs: 10,
  settleMs: 30,
  once: true,
});
await release();
