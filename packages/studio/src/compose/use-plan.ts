import type { AkezoraError, GenerationRequestInput } from '@akezora/contract';
import type { PlanResponse } from '@akezora/contract/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { useSettled } from '../util/use-settled.ts';

/** The server's plan of a request, asked for again when the request has not changed for 350 ms. */
export function usePlan(
  request: GenerationRequestInput | undefined,
  variants: number,
): { plan: PlanResponse | undefined; error: AkezoraError | null; asking: boolean; request: string } {
  const text = request === undefined ? '' : JSON.stringify({ request, variants });
  const settled = useSettled(text, 350);
  const query = useQuery<PlanResponse, AkezoraError>({
    queryKey: keys.plan(settled),
    queryFn: ({ signal }) => api.call('plan', { body: JSON.parse(settled), signal }),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    gcTime: 60_000,
    retry: false,
  });
  const current = settled !== '' && text !== '';
  return {
    plan: current && query.error === null ? query.data : undefined,
    error: current && settled === text ? query.error : null,
    asking: text !== '' && (text !== settled || query.isFetching),
    request: settled,
  };
}
