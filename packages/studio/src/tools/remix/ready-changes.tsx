import { nameOf } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { useLanguage, useText } from '../../i18n/index.ts';

/** Changes of a clip that are ready to press. */
export function ReadyChanges({
  clip,
  className,
  onChoose,
}: {
  clip: ClipDetail;
  className: string;
  onChoose: (words: string) => void;
}) {
  const { ready } = useText().tools.remix;
  const language = useLanguage();
  const subject = clip.facts?.scene?.subjects[0]?.name;
  return (
    <fieldset className={className} aria-label={ready.label}>
      {ready.changes(subject === undefined ? null : nameOf(subject, language)).map((words) => (
        <button key={words} type="button" className="chip" onClick={() => onChoose(words)}>
          {words}
        </button>
      ))}
    </fieldset>
  );
}
