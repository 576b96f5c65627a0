import { type GenerationPlan, sceneSchema } from '@akezora/contract';

/** A plan with a scene, unknown words and a notice. */
export const plan: GenerationPlan = {
  model: 'akezora-2',
  device: 'cpu',
  precision: 'int8',
  seed: 7,
  aspect: '16:9',
  width: 1920,
  height: 1080,
  fps: 24,
  seconds: 10,
  frames: 240,
  codec: 'h264',
  native: { width: 160, height: 90, fps: 12, frames: 120 },
  windows: 2,
  steps: 4,
  guidance: 1,
  stages: [{ name: 'denoise', seconds: 12, memoryBytes: 4e8 }],
  peakMemoryBytes: 1.2e9,
  estimatedSeconds: 75,
  scene: sceneSchema.parse({
    version: 1,
    place: 'forest',
    weather: 'snow',
    subjects: ['fox', 'fox'].map((name) => ({ name, motion: 'left', path: [{ at: 0, x: 0, y: 1, size: 0.3 }] })),
  }),
  unknownWords: [
    { word: 'quantum', start: 0, end: 7 },
    { word: 'quantum', start: 9, end: 16 },
  ],
  notices: [{ code: 'size_rounded', message: { en: 'rounded', ja: '丸めました' } }],
};
