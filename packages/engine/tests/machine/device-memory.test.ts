import { expect, it } from 'vitest';
import { deviceMemory, freeOfNvidiaSmi } from '../../src/machine/device-memory.ts';

it("reads the free memory of NVIDIA's cards, the most of one", () => {
  expect(freeOfNvidiaSmi('23028\n')).toBe(23028 * 2 ** 20);
  expect(freeOfNvidiaSmi('1200\n80559\n')).toBe(80559 * 2 ** 20);
});

it('knows no memory where the tool prints none', () => {
  expect(freeOfNvidiaSmi('')).toBeUndefined();
  expect(freeOfNvidiaSmi('[N/A]\n')).toBeUndefined();
  expect(freeOfNvidiaSmi('No devices were found\n')).toBeUndefined();
});

it('counts the memory of the machine for the CPU', async () => {
  expect(await deviceMemory('cpu')).toBeUndefined();
});
