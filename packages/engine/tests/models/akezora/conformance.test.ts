import { builtInFolder } from '../../../src/models/akezora/checkpoints.ts';
import { akezora } from '../../../src/models/akezora/index.ts';
import { conforms } from '../conformance.ts';

conforms(akezora, {
  folder: async () => builtInFolder,
  request: { prompt: 'a fox', seconds: 2, fps: 12, resolution: '360p', steps: 1, seed: 3 },
  // The director reads the prompt, and is part of planning.
  runOnly: ['painter.safetensors', 'finisher.safetensors', 'reader.safetensors'],
});
