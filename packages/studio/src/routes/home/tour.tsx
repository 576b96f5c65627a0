import { useState } from 'react';
import { Button } from '../../components/controls.tsx';
import { focusPrompt } from '../../compose/prompt-focus.ts';
import { useText } from '../../i18n/index.ts';
import { endTour } from '../../preferences/tour.ts';

/** Three sentences that end with the cursor in the composer; typing at once is never in its way. */
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
