import { lockFolder } from '../../src/platform/store/lock.ts';

// Holds the lock of a data folder until it is killed, and says what came of it.
try {
  await lockFolder(process.argv[2] ?? '');
  process.stdout.write('held\n');
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}\n`);
}
