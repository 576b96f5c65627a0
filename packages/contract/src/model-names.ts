/** Names of the model in the box: the one place that knows what earlier versions and other services called it. */

/** Id of the model that comes with Akezora. */
export const boxModel = 'akezora-2';

/** Ids that the model in the box had in earlier versions. Stored jobs, presets, settings and scripts may still name them. */
export const earlierModels: readonly string[] = ['akezora-1'];

/** Names of other services for which the model in the box stands in, unless a server says otherwise. */
const foreignNames: readonly string[] = ['sora-2', 'sora-2-pro'];

/** Other names of models, with the id that each stands for. */
export const modelNames: Readonly<Record<string, string>> = Object.fromEntries(
  [...earlierModels, ...foreignNames].map((name) => [name, boxModel]),
);

/** The id that a model's name stands for; ids, folders and files are returned as they are. */
export const modelCalled = (name: string): string => (Object.hasOwn(modelNames, name) ? modelNames[name]! : name);

/** The id and every other name that stands for it, for what was stored under any of them. */
export const namesOfModel = (id: string): readonly string[] => [
  id,
  ...Object.keys(modelNames).filter((name) => modelNames[name] === id),
];
