import type { AkezoraError } from '@akezora/contract';
import { expect, it } from 'vitest';
import { freeBytes, stageMemory } from '../../src/diffusion/cost.ts';
import { choosePrecision, floatsOf, type PrecisionOptions } from '../../src/diffusion/precision.ts';
import type { Machine } from '../../src/machine/machine.ts';

/** About the 13B transformer: 48 blocks of 268 million parameters. */
const size = { blocks: 48, blockParameters: 268e6, outsideParameters: 150e6 };

const chosen = (memoryBytes: number, options: Partial<PrecisionOptions> = {}) =>
  choosePrecision({
    size,
    activationBytes: 1e9,
    memoryBytes,
    device: 'webgpu',
    half: true,
    wanted: undefined,
    ...options,
  });

it('takes f16 on a GPU that has it, then smaller weights, then blocks in turn, as memory gets short', () => {
  expect(chosen(40e9)).toEqual({ precision: 'f16', residentBlocks: 48 });
  expect(chosen(25e9)).toEqual({ precision: 'w8', residentBlocks: 48 });
  expect(chosen(16e9)).toEqual({ precision: 'w4', residentBlocks: 48 });
  const streamed = chosen(8e9);
  expect(streamed.precision).toBe('f16');
  expect(streamed.residentBlocks).toBeGreaterThan(5);
  expect(streamed.residentBlocks).toBeLessThan(13);
});

it('takes f32 on a GPU without half precision', () => {
  expect(chosen(80e9, { half: false }).precision).toBe('f32');
  expect(chosen(4e9, { half: false }).precision).toBe('f32');
});

it('refuses f16 where a device does not compute in it', () => {
  for (const options of [{ device: 'cpu' }, { half: false }] as const)
    try {
      chosen(80e9, { ...options, wanted: 'f16' });
      expect.unreachable();
    } catch (error) {
      expect((error as AkezoraError).code).toBe('request_invalid');
      expect((error as AkezoraError).text.en).toContain('does not compute in f16');
    }
});

it('computes in half precision only on a device that has it, and not where f32 is asked for', () => {
  expect(floatsOf('f16', 'webgpu', true)).toBe('f16');
  expect(floatsOf('w4', 'webgpu', true)).toBe('f16');
  expect(floatsOf('f32', 'webgpu', true)).toBe('f32');
  expect(floatsOf('w8', 'webgpu', false)).toBe('f32');
  expect(floatsOf('w8', 'cpu', true)).toBe('f32');
});

it("plans with the memory of the card where it is less than the machine's", () => {
  const machine: Machine = { device: 'webgpu', threads: 8, freeMemoryBytes: 60e9, speeds: {} };
  expect(freeBytes(machine)).toBe(60e9);
  expect(freeBytes({ ...machine, deviceMemoryBytes: 11e9 })).toBe(11e9);
  expect(stageMemory({ ...machine, deviceMemoryBytes: 11e9 })).toBeLessThan(11e9);
});
