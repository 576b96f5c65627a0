/**
 * What kinds of servers with `/v1/videos` take besides OpenAI's fields, after their documentation and source:
 * SGLang-diffusion (sgl-project/sglang, `docs/diffusion/api/openai_api.md` at 8c72a70, `openai/protocol.py` at 020befb),
 * vLLM-Omni (vllm-project/vllm-omni, `docs/serving/videos_api.md` at b82abf6, `openai/protocol/videos.py` at 48e6026),
 * FastVideo (hao-ai-lab/FastVideo, `fastvideo/entrypoints/openai/video_api.py` at 2f3d407), and Akezora itself.
 */
import type { ExtraField, ServerKind } from '../config/upstreams.ts';

/** How a kind of server is spoken to. */
interface Dialect {
  /** What `owned_by` of its `/v1/models` begins with. */
  readonly owner: string;
  /** Whether a request without a picture is sent as JSON: some versions of SGLang read forms of image to video only. */
  readonly json: boolean;
  /** Whether seconds may have a fraction. */
  readonly fractions: boolean;
  readonly fields: readonly ExtraField[];
}

const diffusion: readonly ExtraField[] = ['fps', 'frames', 'steps', 'guidance', 'seed', 'negativePrompt'];

/** The kinds of servers. */
export const dialects: Readonly<Record<ServerKind, Dialect>> = {
  openai: { owner: 'openai', json: false, fractions: false, fields: [] },
  sglang: { owner: 'sglang', json: true, fractions: false, fields: diffusion },
  'vllm-omni': { owner: 'vllm', json: false, fractions: false, fields: diffusion },
  fastvideo: { owner: 'fastvideo', json: false, fractions: false, fields: diffusion },
  akezora: {
    owner: 'akezora',
    json: false,
    fractions: true,
    fields: ['fps', 'steps', 'guidance', 'seed', 'negativePrompt', 'quality', 'preset'],
  },
};

/** The name of each field in a call; all kinds agree. */
export const fieldNames: Readonly<Record<ExtraField, string>> = {
  fps: 'fps',
  frames: 'num_frames',
  steps: 'num_inference_steps',
  guidance: 'guidance_scale',
  seed: 'seed',
  negativePrompt: 'negative_prompt',
  quality: 'quality',
  preset: 'preset',
};

/** The kind of a server that names itself in `owned_by`; OpenAI's, which takes least, for an unknown one. */
export const kindOwnedBy = (owner: string | undefined): ServerKind =>
  (Object.keys(dialects) as ServerKind[]).find((kind) => owner?.toLowerCase().startsWith(dialects[kind].owner)) ??
  'openai';
