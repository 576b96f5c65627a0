import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, freemem } from 'node:os';
import { AkezoraError, type DeviceName, devices } from '@akezora/contract';
import type { Machine } from '../models/index.ts';
import { readCalibration } from './speeds.ts';

/** Bytes that can still be taken without swapping: `MemAvailable` on Linux, free memory elsewhere. */
export async function availableMemory(): Promise<number> {
  try {
    const match = /^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'));
    if (match?.[1] !== undefined) return Number(match[1]) * 1024;
  } catch {
    // Not Linux: the fallback below is all there is.
  }
  return freemem();
}

/** Name of the processor, for estimates that are kept a machine and for published figures. */
export function processorName(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'} × ${availableParallelism()}`;
}

/**
 * Describes the machine a request would run on: device, threads, free memory and the speeds earlier runs reached.
 * @throws AkezoraError `device_unavailable` for a name that is no device.
 */
export async function describeMachine(device: DeviceName = 'cpu'): Promise<Machine> {
  if (!devices.includes(device)) {
    const reason = { en: `the devices are ${devices.join(', ')}`, ja: `使えるデバイスは ${devices.join('、')} です` };
    throw new AkezoraError('device_unavailable', { field: 'device', device, reason });
  }
  const [freeMemoryBytes, speeds] = await Promise.all([availableMemory(), readCalibration(processorName())]);
  return { device, threads: availableParallelism(), freeMemoryBytes, speeds };
}
