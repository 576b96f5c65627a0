/** Files around Mochi that cannot be used, each with what to take instead. */
import { AkezoraError, type Text } from '@akezora/contract';

const advice: Text = {
  en: 'Take `akezora models pull fastmochi` (8 steps) or mochi-1-preview (64 steps) instead: folders as diffusers reads them.',
  ja: '代わりに `akezora models pull fastmochi`（8ステップ）か mochi-1-preview（64ステップ）を使ってください。diffusers 形式のフォルダーです。',
};

/** Whether tensors have Genmo's own names, as in `dit.safetensors` and the single files for ComfyUI. */
export const looksLikeOriginal = (tensors: readonly string[]): boolean =>
  tensors.some((name) => /(?:^|\.)blocks\.0\.attn\.qkv_x\.(?:weight|scale_weight)$/.test(name));

/**
 * Why a file cannot be used, with what to take instead; `undefined` for all others.
 * @param name name of the file or repository
 * @param tensors names of the tensors in the file. Default: only the name is judged
 */
export function refusalOf(name: string, tensors?: readonly string[]): AkezoraError | undefined {
  const reasonOf = (): Text | undefined => {
    if (/mochi.*\.gguf$/i.test(name))
      return {
        en: 'GGUF files are not read, only safetensors',
        ja: 'GGUF には対応していません。読めるのは safetensors だけです',
      };
    if (tensors !== undefined && looksLikeOriginal(tensors))
      return {
        en: 'it holds Mochi’s transformer alone, under Genmo’s own names',
        ja: 'Mochi のトランスフォーマーだけで、名前も Genmo 独自のものです',
      };
    return undefined;
  };
  const reason = reasonOf();
  return reason && new AkezoraError('weights_unsupported', { path: name, reason, advice });
}
