import { publishedModels as published } from './engine.ts';

export * from './engine.ts';

/** The one model, which takes no pictures and no videos. */
export const publishedModels = async () =>
  (await published()).map(({ capabilities, ...model }) => ({
    ...model,
    capabilities: {
      ...capabilities,
      conditions: { image: false, video: false, anyFrame: false, strength: false },
    },
  }));
