import { mochi } from '../../../src/models/mochi/index.ts';
import { conforms } from '../conformance.ts';
import { tinyLora, tinyModel } from './tiny-model.ts';

conforms(mochi, {
  folder: tinyModel,
  lora: tinyLora,
  request: { prompt: 'a red fox', size: { width: 64, height: 64 }, seconds: 0.25, fps: 25, steps: 2, seed: 7 },
});
