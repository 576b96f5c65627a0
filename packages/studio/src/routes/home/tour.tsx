import { useState } from 'react';
import { Button } from '../../components/controls.tsx';
import { focusPrompt } from '../../compose/prompt-focus.ts';
import { useText } from '../../i18n/index.ts';
import { endTour } from '../../preferences/tour.ts';

/** A tour of three sentences that ends in the composer. Typing works at any time of it. */
export function Tour({ onEnd }: { onEnd: () => void }) {
  const { tour: t } = useText().compose;
  const [step, setStep] = useState(0);
  const end = () => {
    endTour();
    onEnd();
    focusPrompt();
  };
  const last = step === t.steps.length - 1;
  return (
    <section className="tour" aria-label={t.title}>
      <p className="tour-text" aria-live="polite">
        {t.steps[step]}
      </p>
      <div className="tour-foot">
        <span className="quiet small numbers">{t.of(step + 1, t.steps.length)}</span>
        <Button kind="plain" onClick={end}>
          {t.skip}
        </Button>
        <Button kind="strong" onClick={() => (last ? end() : setStep(step + 1))}>
          {last ? t.done : t.next}
        </Button>
      </div>
    </section>
  );
}
