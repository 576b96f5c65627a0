import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../api/queries.ts';
import { clipTools } from './index.ts';
import type { ClipTool } from './tool.ts';

/** The tools that an installed model can run, in the order of the menu. */
export function useAbleTools(): readonly ClipTool[] {
  const { data: models = [] } = useQuery(modelsQuery);
  const able = models.filter(({ installed }) => installed).map(({ capabilities }) => capabilities.controls);
  return clipTools.filter(({ control }) => control === null || able.some((controls) => controls[control]));
}
