import { formatBytes, formatSpan, type GenerationPlan, understoodText, unknownWordText } from '@akezora/contract';
import type { ReactNode } from 'react';
import { Icon } from '../components/icon.tsx';
import { useLanguage, useText } from '../i18n/index.ts';
import { ChangeChips } from './change-chips.tsx';
import type { usePlan } from './use-plan.ts';

/** The plan of a request: time (of all variants, one after another), memory, place in the queue, unknown words, notices. */
export function PlanLine({
  planned,
  variants = 1,
  notes,
}: {
  planned: ReturnType<typeof usePlan>;
  variants?: number;
  /** Shows the remarks, where they name unknown words, too. Default: one after another. */
  notes?: ((plan: GenerationPlan) => ReactNode) | undefined;
}) {
  const t = useText();
  const language = useLanguage();
  const { plan: answer, asking } = planned;
  if (answer === undefined)
    return (
      <p className="plan quiet">
        {asking ? t.compose.planning : <span className="plan-hint">{t.compose.makeHint}</span>}
      </p>
    );
  const { plan } = answer;
  const told = notes !== undefined && plan.notices.some(({ code }) => code === 'unknown_words');
  const unknown = told ? [] : [...new Set(plan.unknownWords.map((word) => unknownWordText(word, language)))];
  return (
    <div className="plan" aria-busy={asking} aria-live="polite">
      <span className="plan-figures numbers" title={t.compose.makes(plan.width, plan.height, plan.fps)}>
        <span className={`fits fits-${answer.fits}`} aria-hidden="true" />
        {variants > 1
          ? t.shell.units.list([
              t.compose.feed.groupOf(variants),
              t.shell.units.about(formatSpan((answer.queue.endsInMs - answer.queue.startsInMs) / 1000, language)),
            ])
          : t.shell.units.about(formatSpan(plan.estimatedSeconds, language))}
        <span className="dot">·</span>
        {t.shell.units.list([
          formatBytes(plan.peakMemoryBytes),
          answer.fits === 'fits' ? t.compose.fits : t.compose.tight,
        ])}
        {answer.queue.ahead > 0 && (
          <>
            <span className="dot">·</span>
            {t.compose.waitsFor(answer.queue.ahead)}
          </>
        )}
      </span>
      {plan.scene !== undefined && plan.understood !== undefined && (
        <span className="plan-notice">
          <Icon name="info" size={14} />{' '}
          {t.compose.readAs(understoodText({ scene: plan.scene, understood: plan.understood }, language))}
        </span>
      )}
      {plan.changes !== undefined && <ChangeChips changes={plan.changes} />}
      {unknown.length > 0 && (
        <span className="plan-unknown">
          <Icon name="info" size={14} /> {t.compose.unknown(t.shell.units.list(unknown))}
        </span>
      )}
      {notes?.(plan)}
      {(notes === undefined ? plan.notices : [])
        .filter(({ code }) => code !== 'unknown_words')
        .map((notice) => (
          <span key={notice.code + notice.message.en} className="plan-notice">
            <Icon name="info" size={14} /> {notice.message[language]}
          </span>
        ))}
    </div>
  );
}
