/** What many judgements come to: the table for people, the figures for the model card, and the limits. */
import type { Judgement, Verdict, WishVerdict } from './judge.ts';

/** Figures of a list of prompts. */
export interface Figures {
  readonly prompts: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Right, if words of mood that no picture can show (`happily`) had to be shown as well. */
  readonly rightWithManner: number;
  readonly silentDrops: number;
  readonly emptyStages: number;
  readonly attributes: Readonly<Record<string, Readonly<Record<WishVerdict, number>>>>;
}

/** What a list must reach. */
export const limits = { right: 0.65, wrong: 0.08, silentDrops: 0, emptyStages: 0 } as const;

const none = { right: 0, half: 0, named: 0, dropped: 0, wrong: 0 };

/** Adds up judgements. */
export function figuresOf(judgements: readonly Judgement[]): Figures {
  const attributes: Record<string, Record<WishVerdict, number>> = {};
  for (const { wishes } of judgements)
    for (const { wish, verdict } of wishes) {
      const row = (attributes[wish.kind] ??= { ...none });
      row[verdict] += 1;
    }
  const count = (is: (one: Judgement) => boolean) => judgements.filter(is).length;
  return {
    prompts: judgements.length,
    verdicts: {
      right: count(({ verdict }) => verdict === 'right'),
      partly: count(({ verdict }) => verdict === 'partly'),
      wrong: count(({ verdict }) => verdict === 'wrong'),
    },
    rightWithManner: count(
      ({ verdict, wishes }) => verdict === 'right' && wishes.every((one) => one.verdict === 'right'),
    ),
    silentDrops: judgements.reduce((sum, { dropped }) => sum + dropped.length, 0),
    emptyStages: count(({ empty }) => empty),
    attributes,
  };
}

/** Limits that figures are beneath, in words. */
export function failures({ prompts, verdicts, silentDrops, emptyStages }: Figures): string[] {
  const share = (count: number) => count / prompts;
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  return [
    ...(share(verdicts.right) < limits.right
      ? [`right ${percent(share(verdicts.right))}, at least ${percent(limits.right)}`]
      : []),
    ...(share(verdicts.wrong) > limits.wrong
      ? [`wrong ${percent(share(verdicts.wrong))}, at most ${percent(limits.wrong)}`]
      : []),
    ...(silentDrops > limits.silentDrops ? [`${silentDrops} words dropped in silence`] : []),
    ...(emptyStages > limits.emptyStages ? [`${emptyStages} empty stages`] : []),
  ];
}

/** A row a prompt, with the reason. */
export const rows = (judgements: readonly Judgement[]): string[] =>
  judgements.map(({ id, verdict, prompt, reasons, dropped }) => {
    const short = prompt.length > 60 ? `${prompt.slice(0, 59)}…` : prompt;
    const why = [...reasons, ...(dropped.length > 0 ? [`dropped in silence: ${dropped.join(', ')}`] : [])];
    return `${verdict.padEnd(7)}${id.padEnd(15)}${short}${why.length > 0 ? `\n        ${why.join('; ')}` : ''}`;
  });

/** The figures as a table. */
export function table(name: string, figures: Figures): string[] {
  const { prompts, verdicts, rightWithManner, silentDrops, emptyStages, attributes } = figures;
  const kinds = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  const row = (cells: readonly (string | number)[]) =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(12) : String(cell).padStart(8))).join('');
  return [
    `${name}: ${prompts} prompts, ${verdicts.right} right, ${verdicts.partly} partly, ${verdicts.wrong} wrong (${rightWithManner} right with every word of mood)`,
    `${silentDrops} words dropped in silence, ${emptyStages} empty stages`,
    row(['attribute', ...Object.keys(none)]),
    ...kinds.map(([kind, counts]) => row([kind, ...Object.values(counts)])),
  ];
}
