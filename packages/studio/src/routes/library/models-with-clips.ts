import type { ModelEntry } from '@akezora/contract/api';
import { useQueries, useQuery } from '@tanstack/react-query';
import { clipCountQuery, modelsQuery } from '../../api/queries.ts';

/** The models that there are clips of; undefined until all are counted. */
export function useModelsWithClips(): readonly ModelEntry[] | undefined {
  const { data: models = [] } = useQuery(modelsQuery);
  return useQueries({
    queries: models.map(({ id }) => clipCountQuery(id)),
    combine: (counts) =>
      counts.some(({ data }) => data === undefined)
        ? undefined
        : models.filter((_, index) => counts[index]?.data !== 0),
  });
}
