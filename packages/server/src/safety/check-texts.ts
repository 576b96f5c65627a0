import type { GenerationRequest } from '@akezora/contract';
import { type Action, actions, type Policy } from './policies.ts';
import { type Finding, findInText } from './text/find.ts';

/** A text and the field that it stands in. */
export interface FieldText {
  readonly field: string;
  readonly text: string;
}

/** What a policy makes of a finding. */
export interface Judgement extends Finding, FieldText {
  readonly action: Exclude<Action, 'allow'>;
}

/** What is said in a request: its prompt, the cards of its storyboard and the names of its actors. What should not appear is left out. */
export const textsOf = ({ prompt, storyboard = [], actors = [] }: GenerationRequest): FieldText[] => [
  { field: 'prompt', text: prompt },
  ...storyboard.map((card, index) => ({ field: `storyboard.${index}.prompt`, text: card.prompt })),
  ...actors.map((actor, index) => ({ field: `actors.${index}.name`, text: actor.name })),
];

/** Action of a policy for a rule: that of the rule itself, else that of its category. */
export const actionOf = (policy: Policy, { category, rule }: Pick<Finding, 'category' | 'rule'>): Action =>
  policy.rules?.[rule] ?? policy.actions[category] ?? 'allow';

/** What a policy says about some texts, the strictest first; empty when it allows them. */
export function judge(policy: Policy, texts: readonly FieldText[]): Judgement[] {
  const judgements = texts.flatMap(({ field, text }) =>
    findInText(text).flatMap((finding): Judgement[] => {
      const action = actionOf(policy, finding);
      return action === 'allow' ? [] : [{ ...finding, field, text, action }];
    }),
  );
  return judgements.sort((a, b) => actions.indexOf(b.action) - actions.indexOf(a.action));
}
