import { isAbsolute } from 'node:path';
import { AkezoraError } from '@akezora/contract';

/**
 * Says that a file of a model is not there. Only what has a name can be pulled: weights in a folder of the user's are called by their path.
 * @param model name of the model, or the folder or file it was opened from
 */
export const missingWeights = (model: string, path: string, cause?: unknown): AkezoraError =>
  new AkezoraError('weights_missing', isAbsolute(model) ? { path } : { model, path }, { cause });
