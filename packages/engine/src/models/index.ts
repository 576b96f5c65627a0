import { AkezoraError } from '@akezora/contract';
import type { ModelFamily } from './family.ts';
import type { VideoModel } from './model.ts';

export type * from './family.ts';
export type * from './model.ts';

/** The families, one line each; a family is loaded when it is first asked for. */
const families: readonly (() => Promise<ModelFamily>)[] = [
  async () => (await import('./akezora/index.ts')).akezora,
  async () => (await import('./ltx-video/index.ts')).ltxVideo,
];

/** Every model that can be opened by name. */
export async function publishedModels(): Promise<ModelFamily['published']> {
  const loaded = await Promise.all(families.map((load) => load()));
  return loaded.flatMap((family) => family.published);
}

/**
 * Opens a model by name, folder or file.
 * @throws AkezoraError `model_unknown` when no family knows the reference.
 */
export async function openModel(reference: string): Promise<VideoModel> {
  for (const load of families) {
    const model = await (await load()).open(reference);
    if (model !== undefined) return model;
  }
  const choices = (await publishedModels()).map((model) => model.capabilities.id).join(', ');
  throw new AkezoraError('model_unknown', { field: 'model', model: reference, choices });
}
