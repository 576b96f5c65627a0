import { AkezoraError } from '@akezora/contract';
import type { Principal } from '../access/principal.ts';
import type { Store } from '../platform/store/database.ts';
import { categoryTexts } from './categories.ts';
import { type FieldText, type Judgement, judge } from './check-texts.ts';
import { type Checked, isExempt, recordDecision } from './decisions.ts';
import type { Policy } from './policies.ts';

/**
 * Holds texts against the policy of the server. Every decision is stored, so that its author sees it and can appeal; words that the
 * server's owner has allowed pass.
 * @throws AkezoraError `policy_refused`; `policy_holds` where a person decides first.
 */
export async function enforcePolicy(
  { db }: Pick<Store, 'db'>,
  policy: Policy,
  { owner }: Pick<Principal, 'owner'>,
  checked: Checked,
  texts: readonly FieldText[],
): Promise<void> {
  for (const judgement of judge(policy, texts)) {
    if (await isExempt(db, owner, judgement)) continue;
    const { id } = await recordDecision(db, owner, checked, policy, judgement);
    if (judgement.action !== 'warn') throw refusalOf(policy, judgement, id);
  }
}

/** Refuses texts without storing a decision: for what is made while somebody types. @throws AkezoraError `policy_refused`, `policy_holds`. */
export function requireAllowed(policy: Policy, texts: readonly FieldText[]): void {
  const [strictest] = judge(policy, texts);
  if (strictest !== undefined && strictest.action !== 'warn') throw refusalOf(policy, strictest);
}

function refusalOf(
  policy: Policy,
  { action, category, field, rule, evidence }: Judgement,
  decision?: string,
): AkezoraError {
  const { reason, remedy } = categoryTexts[category];
  return new AkezoraError(action === 'review' ? 'policy_holds' : 'policy_refused', {
    ...{ field, category, rule, evidence, reason, remedy },
    ...{ policy: `${policy.name} ${policy.version}` },
    ...(decision === undefined ? {} : { decision }),
    appeal: decision === undefined ? '/api/decisions' : `POST /api/decisions/${decision}/appeal`,
  });
}
