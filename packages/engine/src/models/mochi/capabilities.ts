import { type ModelCapabilities, noControls } from '@akezora/contract';
import { type MochiIdentity, samplings } from './checkpoints.ts';

const summaries: Readonly<Record<MochiIdentity['sampling'], ModelCapabilities['summary']>> = {
  fast: {
    en: 'Mochi 1 distilled to 8 steps by FastVideo: photographic clips from text, an eighth of the work of the original.',
    ja: 'FastVideo が Mochi 1 を8ステップに蒸留したモデル。文章から実写風の動画を、元のモデルの8分の1の計算で作ります。',
  },
  base: {
    en: 'Genmo’s open model with 10 billion parameters: photographic clips from text that follow the prompt closely.',
    ja: 'Genmo の公開モデル（100億パラメーター）。プロンプトに忠実な実写風の動画を、文章から作ります。',
  },
};

/** Limits of a Mochi model: text to video alone, since no weights for pictures were published. */
export function capabilitiesOf({ id, name, sampling }: MochiIdentity): ModelCapabilities {
  const { steps, guidanceScale } = samplings[sampling];
  return {
    id,
    name,
    family: 'mochi',
    summary: summaries[sampling],
    licence: 'Apache 2.0',
    licenceTerms: {
      commercial: 'yes',
      text: {
        en: 'Commercial use is allowed; keep the licence and the notices with copies of the weights.',
        ja: '商用利用できます。重みを再配布するときは、ライセンスと著作権表示を添えてください。',
      },
    },
    languages: ['en'],
    promptLimit: { unit: 'tokens', max: 256 },
    aspects: ['16:9', '9:16', '1:1'],
    resolutions: ['360p', '480p'],
    sizes: { multipleOf: 16, minWidth: 64, maxWidth: 1280, minHeight: 64, maxHeight: 1280 },
    seconds: { min: 0.2, max: 5.5, default: 1 },
    fps: { values: [24, 25, 30], default: 30 },
    steps: { min: 1, max: 100, default: steps },
    guidance: { min: 1, max: 15, default: guidanceScale },
    decoders: ['full', 'tiny'],
    qualities: [],
    conditions: { image: false, video: false, anyFrame: false, strength: false },
    controls: { ...noControls, negativePrompt: true, loras: true },
    presets: [],
    audio: 'none',
  };
}
