import { publishedModels as published } from './engine.ts';

export * from './engine.ts';

/** The one model, which makes no stills. */
export const publishedModels = async () =>
  (await published()).map(({ capabilities, ...model }) => ({
    ...model,
    capabilities: { ...capabilities, controls: { ...capabilities.controls, stills: false } },
  }));
