import type { GenerationRequestInput, Scene } from '@akezora/contract';
import type { ClipDetail } from '@akezora/contract/api';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../components/controls.tsx';
import { startFrom } from '../../compose/earlier-request.ts';
import { useToPrompt } from '../../compose/use-to-prompt.ts';
import { useText } from '../../i18n/index.ts';

const StageDialog = lazy(async () => ({ default: (await import('../../stage/stage-dialog.tsx')).StageDialog }));

/** Opens the scene of a finished clip on the stage; what is set there goes to the composer with the clip's own choices. */
export function OpenStage({
  clip,
  request,
  scene,
}: {
  clip: ClipDetail;
  request: GenerationRequestInput;
  scene: Scene;
}) {
  const t = useText().library.clip;
  const toPrompt = useToPrompt();
  const [open, setOpen] = useState(false);
  const use = async (next: Scene) => {
    // The scene holds all that is seen: what the clip was changed from would be painted over it.
    await startFrom(staged(request), { prompt: clip.prompt, seed: clip.seed ?? undefined, scene: next });
    await toPrompt();
  };
  return (
    <>
      <Button icon="stage" onClick={() => setOpen(true)}>
        {t.openStage}
      </Button>
      {open && (
        <Suspense>
          <StageDialog
            request={staged(request)}
            scene={scene}
            onUse={(next) => void use(next)}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

/** A request whose scene is set: without the clips that it was made from. */
const staged = ({ conditions = [], storyboard: _s, parent: _p, ...rest }: GenerationRequestInput) => {
  const kept = conditions.filter(({ source }) => source.kind !== 'clip');
  return { ...rest, ...(kept.length === 0 ? {} : { conditions: kept }) };
};
