import { availableParallelism, cpus } from 'node:os';
import { AkezoraError, type DeviceName, devices, type Precision } from '@akezora/contract';
import { deviceMemory } from './device-memory.ts';
import { availableMemory } from './memory.ts';
import { readSpeeds } from './speeds.ts';

/** The machine of a plan. */
export interface Machine {
  readonly device: DeviceName;
  /** Number of threads for the runtime. */
  readonly threads: number;
  /** Bytes of memory that are free without swapping. */
  readonly freeMemoryBytes: number;
  /** Bytes of the device's own memory that are free. Default: it computes in the machine's memory. */
  readonly deviceMemoryBytes?: number;
  /** Whether the device computes in half precision. Default `false`. */
  readonly half?: boolean;
  /** Measured speeds (work per second, by `model:device:precision:stage`), for time estimates. */
  readonly speeds: Readonly<Record<string, number>>;
  /** Precision of the linear layers. Default: the model's choice. */
  readonly precision?: Precision;
  /** Precision of the text encoder. Default: the model's choice. */
  readonly textPrecision?: Precision;
}

/** Name of the processor and number of its threads: measured speeds are stored under it. */
export function processorName(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'} × ${availableParallelism()}`;
}

/**
 * Describes this machine: threads, free memory and the speeds that earlier runs reached.
 * @throws AkezoraError `device_unavailable` for an unknown device.
 */
export async function describeMachine(device: DeviceName = 'cpu'): Promise<Machine> {
  if (!devices.includes(device)) {
    const reason = { en: `the devices are ${devices.join(', ')}`, ja: `使えるデバイスは ${devices.join('、')} です` };
    throw new AkezoraError('device_unavailable', { field: 'device', device, reason });
  }
  const [freeMemoryBytes, speeds, deviceMemoryBytes] = await Promise.all([
    availableMemory(),
    readSpeeds(processorName()),
    deviceMemory(device),
  ]);
  const own = deviceMemoryBytes === undefined ? {} : { deviceMemoryBytes };
  return { device, threads: availableParallelism(), freeMemoryBytes, speeds, ...own };
}
