/** Text encoders that several families share: one copy on disk serves them all. */
import type { RepositoryPart } from './open.ts';

/**
 * Google's T5 v1.1 XXL encoder in 16 bits with its tokenizer (Apache 2.0): 9.5 GB instead of the 19 GB in 32 bits that most video
 * models ship. Lightricks runs it in bfloat16 too.
 */
export const t5Xxl: RepositoryPart = { repo: 'zai-org/CogVideoX-2b', folders: ['text_encoder', 'tokenizer'] };

/** Name for `models pull` of the encoder alone. */
export const t5XxlName = 't5-xxl';
