import type { ModelEntry } from '@akezora/contract/api';

/** The model of a name: its id, or another name that stands for it here, as in choices that an earlier version stored. */
export const modelCalled = <M extends Pick<ModelEntry, 'id' | 'aliases'>>(
  models: readonly M[],
  name: string | undefined,
): M | undefined =>
  models.find(({ id }) => id === name) ?? models.find(({ aliases }) => name !== undefined && aliases.includes(name));
