import type { Budgets } from '../../src/access/budgets.ts';

/** Budgets that refuse nothing. */
export const noLimits: Pick<Budgets, 'take' | 'room' | 'count' | 'notes'> = {
  take: () => undefined,
  room: async () => undefined,
  count: async () => undefined,
  notes: async () => undefined,
};
