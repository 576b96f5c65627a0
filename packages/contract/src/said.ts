import { z } from 'zod';

/** Programs whose files say how they were made. */
export const sayingPrograms = ['ComfyUI', 'Wan2GP', 'A1111'] as const;

const text = z.string().max(20_000);
const name = z.string().max(512);

/**
 * What an imported file says of how it was made. Another program wrote it and nobody has checked it: it is kept apart from facts, which
 * Akezora writes of its own runs.
 */
export const saidByFileSchema = z.strictObject({
  program: z.enum(sayingPrograms),
  prompt: text.optional(),
  negativePrompt: text.optional(),
  /** In digits: ComfyUI's seeds reach 2^64 − 1. */
  seed: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  steps: z.number().int().min(1).max(10_000).optional(),
  guidance: z.number().min(0).max(1000).optional(),
  sampler: name.optional(),
  /** Name of the model or of its file. */
  model: name.optional(),
  loras: z
    .array(z.strictObject({ name, strength: z.number().min(-1000).max(1000) }))
    .max(64)
    .optional(),
});

/** What an imported file says of how it was made. */
export type SaidByFile = z.infer<typeof saidByFileSchema>;
