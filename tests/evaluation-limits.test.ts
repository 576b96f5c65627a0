/** The plans of real people's prompts: nobody may make them worse than the published figures, which the model card quotes. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openPlanner } from '../bench/evaluation/planned.ts';
import { type Figures, figuresOf, limits } from '../bench/evaluation/report.ts';
import { groupsOf, judgeList } from '../bench/evaluation/run.ts';

const file = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');
const published = JSON.parse(await file('bench/results/evaluation-plan-real.json')) as Record<string, Figures>;
const found = Object.entries(groupsOf(await judgeList('real', await openPlanner())));

it.each(found)('%s: right, wrong, dropped words and empty stages are as published, or better', (name, judgements) => {
  const figures = figuresOf(judgements);
  const before = published[name]!;
  expect(figures.prompts).toBe(before.prompts);
  expect(figures.verdicts.right).toBeGreaterThanOrEqual(before.verdicts.right);
  expect(figures.verdicts.wrong).toBeLessThanOrEqual(before.verdicts.wrong);
  expect(figures.silentDrops).toBeLessThanOrEqual(before.silentDrops);
  expect(figures.emptyStages).toBe(limits.emptyStages);
});

it.each(['MODEL_CARD.md', 'MODEL_CARD.ja.md'])('%s quotes the published figures', async (name) => {
  const held = JSON.parse(await file('bench/results/evaluation-plan-held-back.json')) as Record<string, Figures>;
  const card = await file(`models/akezora-2/${name}`);
  for (const { verdicts, prompts, silentDrops } of Object.values({ ...published, ...held })) {
    const { right, partly, wrong } = verdicts;
    expect(card).toContain(`| ${prompts} | ${right} | ${partly} | ${wrong} | ${silentDrops} |`);
  }
});
