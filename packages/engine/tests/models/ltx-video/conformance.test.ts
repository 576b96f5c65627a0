import { ltxVideo } from '../../../src/models/ltx-video/index.ts';
import { conforms } from '../conformance.ts';
import { singleFile } from './single-file.ts';
import { tinyLora } from './tiny-lora.ts';
import { tinyModel } from './tiny-model.ts';

conforms(ltxVideo, {
  folder: tinyModel,
  singleFile,
  lora: tinyLora,
  request: { prompt: 'a red fox', size: { width: 64, height: 64 }, seconds: 0.7, fps: 12, steps: 2, seed: 7 },
});
