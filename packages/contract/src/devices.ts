import { z } from 'zod';
import type { Text } from './text.ts';

/** Devices a model can run on, with their texts. */
export const deviceTexts = {
  cpu: { en: 'CPU', ja: 'CPU' },
  webgpu: { en: 'GPU (WebGPU)', ja: 'GPU（WebGPU）' },
  cuda: { en: 'NVIDIA GPU (CUDA)', ja: 'NVIDIA GPU（CUDA）' },
} as const satisfies Record<string, Text>;

/** A device a model can run on. */
export type DeviceName = keyof typeof deviceTexts;

/** All devices. */
export const devices = Object.keys(deviceTexts) as [DeviceName, ...DeviceName[]];

/** A device a model can run on. */
export const deviceSchema = z.enum(devices);

/** Arithmetic of a model's linear layers, with its texts. */
export const precisionTexts = {
  f32: { en: '32-bit floating point', ja: '32ビット浮動小数点' },
  f16: { en: '16-bit floating point', ja: '16ビット浮動小数点' },
  int8: { en: '8-bit integers', ja: '8ビット整数' },
  int7: { en: '8-bit integers with 7-bit weights', ja: '8ビット整数（重みは 7ビット）' },
  w8: { en: 'floating point with 8-bit weights', ja: '浮動小数点（重みは 8ビット）' },
  w4: { en: 'floating point with 4-bit weights', ja: '浮動小数点（重みは 4ビット）' },
} as const satisfies Record<string, Text>;

/** Arithmetic of a model's linear layers. */
export type Precision = keyof typeof precisionTexts;

/** All precisions. */
export const precisions = Object.keys(precisionTexts) as [Precision, ...Precision[]];

/** Arithmetic of a model's linear layers. */
export const precisionSchema = z.enum(precisions);
