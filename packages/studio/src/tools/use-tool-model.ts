import type { ModelCapabilities } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { modelsQuery } from '../api/queries.ts';
import { modelCalled } from '../util/model-called.ts';

/** The installed models that can run a tool, and the one chosen of them. */
export interface ToolModel {
  readonly able: readonly ModelCapabilities[];
  readonly model: ModelCapabilities | undefined;
  readonly choose: (id: string) => void;
  /** The list of models is loaded. */
  readonly ready: boolean;
}

/**
 * The models that can run a tool.
 * @param control Control they must have; null for any model that takes videos.
 * @param first Model to begin with, where it can run the tool; else the first that can.
 */
export function useToolModel(control: keyof ModelCapabilities['controls'] | null, first?: string): ToolModel {
  const models = useQuery(modelsQuery);
  const able = (models.data ?? [])
    .filter((entry) => entry.installed)
    .filter(({ capabilities: { conditions, controls } }) => (control === null ? conditions.video : controls[control]));
  const [id, setId] = useState(first);
  const model = (modelCalled(able, id) ?? able[0])?.capabilities;
  return { able: able.map((entry) => entry.capabilities), model, choose: setId, ready: models.isSuccess };
}
