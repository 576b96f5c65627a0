import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missingBinaries, onnxBinaries } from '../../src/runtime/onnx-binaries.ts';

it('finds the folder of the native libraries of this machine', () => {
  expect(existsSync(join(onnxBinaries() ?? '', 'onnxruntime_binding.node'))).toBe(true);
  expect(missingBinaries()).toBeUndefined();
});
