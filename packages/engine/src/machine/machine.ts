import { availableParallelism, cpus } from 'node:os';
import { AkezoraError, type DeviceName, devices, type Precision } from '@akezora/contract';
import { availableMemory } from './memory.ts';
import { readSpeeds } from './speeds.ts';

/** The machine a request is planned for. */
export interface Machine {
  readonly device: DeviceName;
  /** Threads the runtime may use. */
  readonly threads: number;
  /** Bytes of memory that can still be taken without swapping. */
  readonly freeMemoryBytes: number;
  /** Measured speeds (units of work a second, by `model:device:precision:stage`), for time estimates. */
  readonly speeds: Readonly<Record<string, number>>;
  /** Arithmetic of the linear layers; the model chooses by default. */
  readonly precision?: Precision;
  /** Arithmetic of the text encoder; the model chooses by default. */
  readonly textPrecision?: Precision;
}

/** Name of the processor and number of its threads: measured speeds are stored under it. */
export function processorName(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'} × ${availableParallelism()}`;
}

/**
 * Describes this machine: threads, free memory and the speeds that earlier runs reached.
 * @throws AkezoraError `device_unavailable` for a name that is no device.
 */
export async function describeMachine(device: DeviceName = 'cpu'): Promise<Machine> {
  if (!devices.includes(device)) {
    const reason = { en: `the devices are ${devices.join(', ')}`, ja: `使えるデバイスは ${devices.join('、')} です` };
    throw new AkezoraError('device_unavailable', { field: 'device', device, reason });
  }
  const [freeMemoryBytes, speeds] = await Promise.all([availableMemory(), readSpeeds(processorName())]);
  return { device, threads: availableParallelism(), freeMemoryBytes, speeds };
}
