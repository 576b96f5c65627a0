/** What a single file of Lightricks says of itself in its metadata. */
import { z } from 'zod';

/** What the metadata `config` of a single file states; all of it may be missing. */
const statedSchema = z.object({
  allowed_inference_steps: z.array(z.number().positive().max(1)).min(1).max(100).nullish().catch(undefined),
  transformer: z
    .object({
      num_attention_heads: z.number().int().positive().optional().catch(undefined),
      causal_temporal_positioning: z.boolean().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  scheduler: z.object({ sampler: z.string().optional() }).optional().catch(undefined),
});

/** What a single file says of itself. */
export type StatedConfig = z.infer<typeof statedSchema>;

/** Reads the metadata of a single file; what cannot be read counts as not stated. */
export function statedConfig(metadata: Readonly<Record<string, string>>): StatedConfig {
  try {
    return statedSchema.parse(JSON.parse(metadata.config ?? '{}'));
  } catch {
    return {};
  }
}

/** The pipeline that a single file states: by its sampler, else by the positions it was trained with; `undefined` without both. */
export function statedPipeline({ scheduler, transformer }: StatedConfig): 'plain' | 'condition' | undefined {
  if (scheduler?.sampler === 'LinearQuadratic') return 'condition';
  if (scheduler?.sampler === 'Uniform') return 'plain';
  const causal = transformer?.causal_temporal_positioning;
  return causal === undefined ? undefined : causal ? 'condition' : 'plain';
}
