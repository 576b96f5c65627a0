import { type ModelCapabilities, noControls } from '@akezora/contract';
import { type CogCheckpoint, type CogKind, isLate, samplingOf, startsFromPicture, trainedSize } from './checkpoints.ts';
import type { TransformerConfig } from './config.ts';
import { licenceOf } from './licences.ts';

/** What the limits of a model depend on. */
export interface CogIdentity extends Pick<CogCheckpoint, 'id' | 'name' | 'kind'> {
  /** Whether it is one of the published checkpoints. */
  readonly published: boolean;
}

const summaries = {
  text: {
    en: 'Open model of Zhipu AI and Tsinghua University: clips of six seconds from text, and clips changed by text.',
    ja: 'Zhipu AI と清華大学の公開モデル。文章から6秒の動画を作り、動画を文章で作り変えます。',
  },
  picture: {
    en: 'Open model of Zhipu AI and Tsinghua University: clips of six seconds that begin with a picture.',
    ja: 'Zhipu AI と清華大学の公開モデル。画像から始まる6秒の動画を作ります。',
  },
  lateText: {
    en: 'Open model of Zhipu AI and Tsinghua University: clips of five or ten seconds from text, at 1360×768, and clips changed by text.',
    ja: 'Zhipu AI と清華大学の公開モデル。文章から 1360×768 の動画を5秒か10秒作り、動画を文章で作り変えます。',
  },
  latePicture: {
    en: 'Open model of Zhipu AI and Tsinghua University: clips of five or ten seconds that begin with a picture.',
    ja: 'Zhipu AI と清華大学の公開モデル。画像から始まる5秒か10秒の動画を作ります。',
  },
} as const satisfies Record<string, ModelCapabilities['summary']>;

function summaryOf(kind: CogKind): ModelCapabilities['summary'] {
  if (isLate(kind)) return startsFromPicture(kind) ? summaries.latePicture : summaries.lateText;
  return startsFromPicture(kind) ? summaries.picture : summaries.text;
}

/** Pixels along the side of a token. */
const cell = 16;

/** Sizes of a kind: learned positions hold for the trained size alone. */
function sizesOf(kind: CogKind): ModelCapabilities['sizes'] {
  const { width, height } = trainedSize(kind);
  if (kind === '5b-i2v')
    return { multipleOf: cell, minWidth: width, maxWidth: width, minHeight: height, maxHeight: height };
  return { multipleOf: cell, minWidth: 128, maxWidth: width, minHeight: 128, maxHeight: width };
}

/** Limits of a CogVideoX model. */
export function capabilitiesOf({ id, name, kind, published }: CogIdentity): ModelCapabilities {
  const late = isLate(kind);
  const picture = startsFromPicture(kind);
  const { steps, guidance } = samplingOf(kind);
  const changesClips = !picture;
  return {
    id,
    name,
    family: 'cogvideox',
    summary: summaryOf(kind),
    ...licenceOf(kind, published),
    languages: ['en'],
    promptLimit: { unit: 'tokens', max: 226 },
    aspects: kind === '5b-i2v' ? ['16:9'] : ['16:9', '9:16', '1:1'],
    resolutions: [late ? '720p' : '480p'],
    sizes: sizesOf(kind),
    seconds: late ? { min: 0.1, max: 10.1, default: 5 } : { min: 0.1, max: 6.2, default: 6 },
    fps: late ? { values: [16], default: 16 } : { values: [8], default: 8 },
    steps: { min: 2, max: 100, default: steps },
    guidance: { min: 1, max: 15, default: guidance },
    decoders: ['full', 'tiny'],
    qualities: [],
    conditions: { image: picture, video: changesClips, anyFrame: false, strength: changesClips },
    controls: { ...noControls, remix: changesClips, negativePrompt: true, loras: true },
    presets: [],
    audio: 'none',
  };
}

/** Limits of weights that are none of the published ones, by their config too: prompts and learned positions. */
export function ownCapabilities(identity: CogIdentity, config: TransformerConfig, space: number): ModelCapabilities {
  const capabilities = capabilitiesOf(identity);
  const [width, height] = [config.sample_width * space, config.sample_height * space];
  const fixed = { multipleOf: cell, minWidth: width, maxWidth: width, minHeight: height, maxHeight: height };
  const sizes = { ...capabilities.sizes, minWidth: cell, minHeight: cell };
  return {
    ...capabilities,
    promptLimit: { unit: 'tokens', max: config.max_text_seq_length },
    sizes: config.use_learned_positional_embeddings ? fixed : identity.published ? capabilities.sizes : sizes,
  };
}
