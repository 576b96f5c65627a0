import { type ModelCapabilities, noControls } from '@akezora/contract';
import { type PyramidIdentity, samplingOf, trainedPixels } from './checkpoints.ts';
import { licenceOf } from './licences.ts';
import { textTokens } from './prompts.ts';

const summaries = {
  '384p': {
    en: 'Open model of Peking University and Kuaishou with 2 billion parameters: clips of up to five seconds at 640×384 from text or a picture, which play while they are made.',
    ja: '北京大学と快手の公開モデル（20億パラメーター）。文章か画像から 640×384 の動画を5秒まで作り、できたところから再生できます。',
  },
  '768p': {
    en: 'Open model of Peking University and Kuaishou with 2 billion parameters: clips of up to ten seconds at 1280×768 from text or a picture, which play while they are made.',
    ja: '北京大学と快手の公開モデル（20億パラメーター）。文章か画像から 1280×768 の動画を10秒まで作り、できたところから再生できます。',
  },
} as const satisfies Record<string, ModelCapabilities['summary']>;

/** Pixels along a side come in multiples of this: three resolutions of patches of two latents of eight pixels. */
export const sizeGrid = 64;

/** Limits of a Pyramid Flow model. */
export function capabilitiesOf(identity: PyramidIdentity): ModelCapabilities {
  const { id, name, size } = identity;
  const { width } = trainedPixels(size);
  const { steps, guidance } = samplingOf(identity);
  const large = size === '768p';
  return {
    id,
    name,
    family: 'pyramid-flow',
    summary: summaries[size],
    ...licenceOf(identity),
    languages: ['en'],
    promptLimit: { unit: 'tokens', max: textTokens },
    aspects: ['16:9', '9:16', '1:1'],
    resolutions: [large ? '720p' : '360p'],
    sizes: { multipleOf: sizeGrid, minWidth: 64, maxWidth: width, minHeight: 64, maxHeight: width },
    seconds: { min: 0.3, max: large ? 10.1 : 5.1, default: 2 },
    fps: { values: [24], default: 24 },
    steps: { min: 1, max: 50, default: steps },
    guidance: { min: 1, max: 15, default: guidance },
    qualities: [],
    conditions: { image: true, video: false, anyFrame: false, strength: false },
    controls: { ...noControls, negativePrompt: true },
    presets: [],
    audio: 'none',
  };
}
