/** Judges a list of prompts, planned by the engine. */
import { type lists, readAsked } from './asked.ts';
import { type Judgement, judge } from './judge.ts';
import type { Planned, Planner } from './planned.ts';

/** The judgement of every prompt of a list. @param seed of all clips */
export async function judgeList(list: (typeof lists)[number], planner: Planner, seed = 1): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const asked of await readAsked(list))
    judgements.push(judge(asked, await planned(planner, asked.prompt, seed), planner.stock));
  return judgements;
}

/** A plan; none of a prompt that is refused in words. */
async function planned(planner: Planner, prompt: string, seed: number): Promise<Planned> {
  try {
    return await planner.plan(prompt, seed);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { shots: [], named: [], notices: [] };
    throw error;
  }
}

/** Judgements by what is published: of prompts of real people, of probes, or of those held back. */
export function groupsOf(judgements: readonly Judgement[]): Readonly<Record<string, readonly Judgement[]>> {
  const heldBack = !judgements.some(({ source }) => source === 'probe');
  if (heldBack) return { 'held back': judgements };
  return {
    'real people': judgements.filter(({ source }) => source !== 'probe'),
    probes: judgements.filter(({ source }) => source === 'probe'),
  };
}
