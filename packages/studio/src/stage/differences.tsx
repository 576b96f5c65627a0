import { nameOf, type Scene } from '@akezora/contract';
import { Button } from '../components/controls.tsx';
import { useLanguage, useText } from '../i18n/index.ts';
import './differences.css';
import { missingSubjects, namesOf, withMissing } from './words.ts';

/** One line that says what the words name and the stage does not show, with two ways on. Nothing where they agree. */
export function Differences({
  stage,
  understood,
  onChange,
  onAnew,
}: {
  readonly stage: Scene;
  /** The scene that the model makes of the words. */
  readonly understood: Scene | null | undefined;
  readonly onChange: (scene: Scene) => void;
  readonly onAnew: () => void;
}) {
  const t = useText().tools.stage;
  const language = useLanguage();
  const names = understood == null ? [] : namesOf(missingSubjects(stage, understood));
  if (understood == null || names.length === 0) return null;
  const shown = names.map((name) => nameOf(name, language));
  return (
    <p className="stage-differs" role="status">
      <span>{t.differs(shown.join(language === 'ja' ? '、' : ', '))}</span>
      <Button icon="plus" onClick={() => onChange(withMissing(stage, understood))}>
        {shown.length === 1 ? t.putOne(shown[0] ?? '') : t.putAll}
      </Button>
      <Button kind="plain" icon="repeat" onClick={onAnew}>
        {t.stageAnew}
      </Button>
    </p>
  );
}
