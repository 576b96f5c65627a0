import { cogVideoX } from '../../../src/models/cogvideox/index.ts';
import { conforms } from '../conformance.ts';
import { tinyLora, tinyModel } from './tiny-model.ts';

conforms(cogVideoX, {
  folder: () => tinyModel(),
  lora: tinyLora,
  request: { prompt: 'a red fox', size: { width: 48, height: 32 }, seconds: 1, steps: 3, seed: 7 },
});
