import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTidy } from '../../../src/platform/storage/tidy.ts';
import { newFolder } from '../../support/folders.ts';

it('removes what nobody changed for an hour of the monotonic clock, whatever the clock of the machine says', async () => {
  const folder = newFolder();
  const [left, growing] = [join(folder, 'left'), join(folder, 'growing')];
  for (const path of [left, growing]) {
    writeFileSync(path, 'x');
    // As after a jump of 40 days.
    utimesSync(path, new Date(), new Date(Date.now() - 40 * 86_400_000));
  }
  let now = 0;
  const tidy = createTidy(folder, () => now);
  await tidy();
  now = 3_000_000;
  writeFileSync(growing, 'xx');
  await tidy();
  expect([existsSync(left), existsSync(growing)]).toEqual([true, true]);
  now = 3_700_000;
  await tidy();
  expect([existsSync(left), existsSync(growing)]).toEqual([false, true]);
  now = 7_000_000;
  await tidy();
  expect(existsSync(growing)).toBe(false);
});
