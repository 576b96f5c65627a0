import type { Decision } from '@akezora/contract/api';
import { requireOwn } from '../../access/policy.ts';
import type { DecisionRow } from '../../platform/store/tables.ts';
import { type Category, categories, categoryTexts } from '../../safety/categories.ts';
import { answerAppeal, appealDecision, listDecisions, ruleStatistics } from '../../safety/decisions.ts';
import { rulesVersion } from '../../safety/text/rules/index.ts';
import type { Handlers } from './register.ts';

/** The policy, its decisions and their review, of our own API. */
export const decisionHandlers: Handlers<'policy' | 'decisions' | 'appeal' | 'reviews' | 'reviewStatistics' | 'review'> =
  {
    policy: async ({ services: { policy } }) => ({
      ...{ name: policy.name, version: policy.version, rules: rulesVersion, title: policy.title },
      categories: categories.map((category) => ({
        category,
        action: policy.actions[category] ?? 'allow',
        ...categoryTexts[category],
      })),
    }),
    decisions: async ({ db, owner, query }) => page(await listDecisions(db, owner, query)),
    appeal: async ({ services, principal, id, body }) => {
      requireOwn(principal, 'change', 'library');
      return decisionView(await appealDecision(services.store, principal.owner, id, body.statement));
    },
    reviews: async ({ db, query }) => page(await listDecisions(db, null, query)),
    reviewStatistics: async ({ db }) => ({ data: await ruleStatistics(db) }),
    review: async ({ services, principal, id, body }) =>
      decisionView(await answerAppeal(services.store, principal, id, body)),
  };

const page = ({ rows, nextCursor }: Awaited<ReturnType<typeof listDecisions>>) => ({
  data: rows.map(decisionView),
  nextCursor,
});

function decisionView(row: DecisionRow): Decision {
  const { name, reason, remedy } = categoryTexts[row.category as Category];
  return {
    ...{
      id: row.id,
      createdAt: row.created_at.toISOString(),
      action: row.action,
      checked: row.checked,
      field: row.field,
    },
    ...{ category: row.category, categoryName: name, rule: row.rule, evidence: row.evidence, text: row.words },
    policy: { name: row.policy, version: row.policy_version, rules: row.rules_version },
    ...{ reason, remedy, times: row.times },
    appeal: {
      state: row.appeal,
      statement: row.statement,
      at: row.appealed_at?.toISOString() ?? null,
      answer: row.answer,
      answeredAt: row.answered_at?.toISOString() ?? null,
    },
  };
}
