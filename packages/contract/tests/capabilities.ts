import { type ModelCapabilities, noControls } from '../src/index.ts';

/** A model that can do everything; tests take away what they are about. */
export const able: ModelCapabilities = {
  id: 'able',
  name: 'Able',
  family: 'test',
  summary: { en: 'For tests.', ja: 'テスト用。' },
  licence: 'Apache-2.0',
  languages: ['en', 'ja'],
  promptLimit: { unit: 'characters', max: 100 },
  aspects: ['16:9', '1:1'],
  resolutions: ['360p', '720p'],
  sizes: { multipleOf: 32, minWidth: 64, maxWidth: 1280, minHeight: 64, maxHeight: 1280 },
  seconds: { min: 1, max: 10, default: 5 },
  fps: { values: [12, 24], default: 24 },
  steps: { min: 1, max: 20, default: 4 },
  guidance: { min: 1, max: 10, default: 3 },
  perturbation: { min: 0, max: 5, default: 1 },
  rescale: { min: 0, max: 0.9, default: 0.7 },
  inputCrf: { min: 0, max: 40, default: 29 },
  qualities: ['fast', 'best'],
  conditions: { image: true, video: true, anyFrame: true, strength: true },
  controls: {
    scene: true,
    storyboard: true,
    loop: true,
    extend: true,
    remix: true,
    blend: true,
    negativePrompt: true,
    actors: true,
    backdrop: true,
    transition: true,
    loras: true,
    draft: true,
    stills: true,
  },
  presets: [{ id: 'balloon', name: { en: 'Balloon', ja: 'バルーン' } }],
  audio: 'none',
};

const { perturbation: _perturbation, rescale: _rescale, inputCrf: _inputCrf, ...simple } = able;

/** A model that makes clips of a prompt and nothing else. */
export const plain: ModelCapabilities = {
  ...simple,
  id: 'plain',
  guidance: null,
  qualities: [],
  presets: [],
  conditions: { image: false, video: false, anyFrame: false, strength: false },
  controls: noControls,
};
