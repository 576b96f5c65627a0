import { changeParts, type PlanChange } from '@akezora/contract';
import { useLanguage, useText } from '../i18n/index.ts';

/** What a remix changes of its clip, before it is made: struck through what goes, then what comes. */
export function ChangeChips({ changes }: { changes: readonly PlanChange[] }) {
  const t = useText().compose;
  const language = useLanguage();
  if (changes.length === 0) return <span className="plan-notice">{t.nothingChanged}</span>;
  return (
    <ul className="change-chips" aria-label={t.changesLabel}>
      {changes.map((change) => {
        const { title, from, to } = changeParts(change, language);
        return (
          <li key={title + from + to}>
            <span className="quiet">{title}</span> {from !== null && <del>{from}</del>}{' '}
            {to !== null && <ins>{from === null ? `+ ${to}` : to}</ins>}
          </li>
        );
      })}
    </ul>
  );
}
