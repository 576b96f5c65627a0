import { pyramidFlow } from '../../../src/models/pyramid-flow/index.ts';
import { conforms } from '../conformance.ts';
import { tinyModel } from './tiny-model.ts';

conforms(pyramidFlow, {
  folder: tinyModel,
  request: { prompt: 'a red fox', size: { width: 64, height: 64 }, seconds: 0.7, steps: 1, seed: 7 },
});
