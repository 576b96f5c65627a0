import type { Decision } from '@akezora/contract/api';
import type { ReactNode } from 'react';
import { useLanguage, useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { languageOfText } from '../../util/text-language.ts';

/** One decision: what was asked for, which words met which rule, why, and what to do instead; the children are what can be done about it. */
export function DecisionRow({ decision, children }: { decision: Decision; children: ReactNode }) {
  const words = useText().policy;
  const language = useLanguage();
  const { id, action, categoryName, text, evidence, rule, reason, remedy, policy } = decision;
  return (
    <li className="decision" id={id} tabIndex={-1}>
      <p className="decision-head small">
        <span className={`decision-action decision-${action}`}>{words.decided[action]}</span>
        <strong>{categoryName[language]}</strong>
        <span className="quiet numbers">
          {moment(decision.createdAt)} · {words.checked[decision.checked]} · {words.times(decision.times)}
        </span>
      </p>
      <blockquote lang={languageOfText(text)}>{text}</blockquote>
      <p>
        {words.met}: <q lang={languageOfText(evidence)}>{evidence}</q>
      </p>
      <p>
        {words.why}: {reason[language]}
      </p>
      <p>{remedy[language]}</p>
      <p className="small quiet">
        {words.rule}: <code>{rule}</code> · {words.version(policy.name, policy.version)}
      </p>
      {children}
    </li>
  );
}
