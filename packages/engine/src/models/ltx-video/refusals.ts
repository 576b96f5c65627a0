/** Files and repositories around LTX-Video that cannot be used, each with what to take instead. */
import { basename } from 'node:path';
import { AkezoraError, type GenerationRequest, type Text } from '@akezora/contract';
import type { ModelPart } from '../family.ts';
import { looksLikeSingleFile } from './weight-names.ts';

interface Refusal {
  readonly reason: Text;
  readonly advice: Text;
}

const pull = (id: string): Text => ({
  en: `Take \`akezora models pull ${id}\` instead.`,
  ja: `代わりに \`akezora models pull ${id}\` を使ってください。`,
});

const small = 'ltx-video-2b-0.9.8-distilled';

const refusals = {
  turned: {
    reason: {
      en: 'the 8-bit weights of 13B 0.9.7 are turned by a Hadamard matrix and need Lightricks’ Q8 kernels for NVIDIA; other programs paint noise with them',
      ja: '13B 0.9.7 の8ビットの重みはアダマール行列で回転されており、NVIDIA 用の Q8 カーネルが必要です。ほかのプログラムではノイズになります',
    },
    advice: pull('ltx-video-13b-0.9.8-distilled-fp8'),
  },
  inContext: {
    reason: {
      en: 'an IC-LoRA needs a reference clip beside the prompt, which is not supported yet',
      ja: 'IC-LoRA にはプロンプトのほかに参照用の動画が必要で、まだ対応していません',
    },
    advice: {
      en: 'To follow a clip, use --remix FILE:STRENGTH or --video FILE.',
      ja: '動画に沿わせるには、--remix ファイル:強さ か --video ファイル を使ってください。',
    },
  },
  temporal: {
    reason: {
      en: 'it is the upscaler of the frame rate, which is not supported; only the one of the picture size is',
      ja: 'フレームレートを上げるアップスケーラーで、対応していません。対応しているのは画面サイズ用だけです',
    },
    advice: {
      en: 'Ask for the rate with --fps. The spatial upscaler comes with `akezora models pull` of 0.9.7 and 0.9.8.',
      ja: 'フレームレートは --fps で指定してください。サイズ用のアップスケーラーは、0.9.7 と 0.9.8 の `akezora models pull` に含まれます。',
    },
  },
  upscaler: {
    reason: { en: 'it is an upscaler, not a model', ja: 'アップスケーラーで、モデルではありません' },
    advice: {
      en: 'It comes with `akezora models pull` of 0.9.7 and 0.9.8 and is used by them.',
      ja: '0.9.7 と 0.9.8 の `akezora models pull` に含まれ、それらのモデルが使います。',
    },
  },
  gguf: {
    reason: {
      en: 'GGUF files are not read, only safetensors',
      ja: 'GGUF には対応していません。読めるのは safetensors だけです',
    },
    advice: {
      en: `Take \`akezora models pull ${small}-fp8\` (2B) or ltx-video-13b-0.9.8-distilled-fp8 (13B) instead. Weights are packed to 8 bits at the first run.`,
      ja: `代わりに \`akezora models pull ${small}-fp8\`（2B）か ltx-video-13b-0.9.8-distilled-fp8（13B）を使ってください。重みは最初の実行で8ビットになります。`,
    },
  },
  transformerOnly: {
    reason: {
      en: 'it holds the transformer alone, without the autoencoder',
      ja: 'トランスフォーマーだけで、オートエンコーダーがありません',
    },
    advice: pull(small),
  },
  autoencoderOnly: {
    reason: {
      en: 'it holds the autoencoder alone, without the transformer',
      ja: 'オートエンコーダーだけで、トランスフォーマーがありません',
    },
    advice: pull(small),
  },
  adapter: {
    reason: { en: 'it is a LoRA, not a model', ja: 'LoRA で、モデルではありません' },
    advice: {
      en: 'Add it to a model: --model ltx-video-2b-0.9.8-distilled --lora FILE.',
      ja: 'モデルに追加して使います: --model ltx-video-2b-0.9.8-distilled --lora ファイル。',
    },
  },
} as const satisfies Record<string, Refusal>;

type Kind = keyof typeof refusals;

/** The error of a kind of refusal. */
export const refused = (kind: Kind, path: string): AkezoraError =>
  new AkezoraError('weights_unsupported', { path, ...refusals[kind] });

/** What the name of a file or repository says. */
function kindByName(name: string): Kind | undefined {
  const words = name.toLowerCase();
  if (words.endsWith('.gguf') || (/ltx/.test(words) && /[-_.]gguf$/.test(words))) return 'gguf';
  if (!/ltx/.test(words)) return undefined;
  if (/ic-?lora/.test(words)) return 'inContext';
  if (/temporal[-_]upscaler/.test(words)) return 'temporal';
  if (/13b/.test(words) && /0\.9\.7/.test(words) && /fp8/.test(words) && !/e4m3|e5m2|scaled/.test(words))
    return 'turned';
  return undefined;
}

/** What the tensors of a file say. */
function kindByTensors(tensors: readonly string[]): Kind | undefined {
  const has = (pattern: RegExp) => tensors.some((name) => pattern.test(name));
  if (has(/(?:attn[12]\.|transformer_blocks).*\.(?:lora_[AB]|lora_down|lora_up|lora\.down|lora\.up)\b/))
    return 'adapter';
  if (has(/^upsampler\.0\.weight$/) && has(/^post_upsample_res_blocks\./)) return 'upscaler';
  const decodes = has(/^(?:vae\.)?decoder\.conv_in\.conv\.weight$/);
  if (looksLikeSingleFile(tensors)) return decodes ? undefined : 'transformerOnly';
  const named = has(/^(?:vae\.)?per_channel_statistics\.mean-of-means$/);
  return decodes && named ? 'autoencoderOnly' : undefined;
}

/**
 * Why a file or repository cannot be used, with what to take instead; `undefined` for all others.
 * @param name name of the file or repository
 * @param tensors names of the tensors in the file. Default: only the name is judged
 */
export function refusalOf(name: string, tensors?: readonly string[]): AkezoraError | undefined {
  const kind = kindByName(name) ?? (tensors && kindByTensors(tensors));
  return kind && refused(kind, name);
}

/** Which part of a model a file with tensors of these names holds alone. */
export function partOf(tensors: readonly string[]): ModelPart | undefined {
  const kind = kindByTensors(tensors);
  if (kind === 'transformerOnly') return 'transformer';
  return kind === 'autoencoderOnly' ? 'autoencoder' : undefined;
}

/** Whether a file is an adapter that needs more than a prompt, by its name. */
export const isInContext = (name: string): boolean => kindByName(name) === 'inContext';

/**
 * Refuses the adapters of a request that need more than a prompt.
 * @throws AkezoraError `weights_unsupported`
 */
export function refuseLoras({ loras = [] }: Pick<GenerationRequest, 'loras'>): void {
  for (const lora of loras)
    if ('file' in lora && isInContext(basename(lora.file))) throw refused('inContext', basename(lora.file));
}
