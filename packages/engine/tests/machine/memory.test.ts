import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { availableMemory, memoryOfVmStat } from '../../src/machine/memory.ts';

it.runIf(process.platform === 'linux')('available memory is what the kernel says', async () => {
  const [, kilobytes = ''] = /MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
  expect(Math.abs((await availableMemory()) - Number(kilobytes) * 1024)).toBeLessThan(2e9);
});

// The form of `man vm_stat` on Apple silicon. psutil counts the same pages as available: inactive, and free with speculative.
const apple = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                                5000.
Pages active:                            300000.
Pages inactive:                          290000.
Pages speculative:                         4000.
Pages throttled:                              0.
Pages wired down:                        120000.
Pages purgeable:                           7000.
"Translation faults":                 987654321.
Pages stored in compressor:              150000.
`;

it('on macOS inactive pages count as available, since nearly all others hold files', () => {
  expect(memoryOfVmStat(apple)).toBe((5000 + 4000 + 290_000) * 16_384);
});

it('another form of it counts as unknown', () => {
  expect(memoryOfVmStat(apple.replace('Pages inactive', 'Pages idle'))).toBeUndefined();
  expect(memoryOfVmStat('')).toBeUndefined();
});
