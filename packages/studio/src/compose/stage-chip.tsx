import type { GenerationRequestInput } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { modelSceneQuery } from '../api/queries.ts';
import { IconButton } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { useText } from '../i18n/index.ts';
import { randomSeed } from '../util/random-id.ts';
import { useStore } from '../util/store.ts';
import { useSettled } from '../util/use-settled.ts';
import { draftStore, editDraft } from './draft.ts';
import { focusPrompt } from './prompt-focus.ts';

const Differences = lazy(async () => ({ default: (await import('../stage/differences.tsx')).Differences }));
const StageDialog = lazy(async () => ({ default: (await import('../stage/stage-dialog.tsx')).StageDialog }));

/**
 * Opens the stage for the prompt in the composer. The draft keeps the seed from then on: what the stage shows is what is made.
 * @param seed Seed of the request's plan. Default a random one: it is not planned yet.
 */
export function StageButton({
  request,
  seed,
  className,
}: {
  request: GenerationRequestInput | undefined;
  seed: number | undefined;
  className: string;
}) {
  const t = useText().compose;
  const { scene } = useStore(draftStore);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={className}
        title={t.stageHint}
        aria-pressed={scene !== undefined}
        onClick={() => {
          if (draftStore.get().seed === undefined) editDraft({ seed: seed ?? randomSeed() });
          setOpen(true);
        }}
      >
        <Icon name="stage" size={16} />
        <span>{t.stage}</span>
      </button>
      {open && (
        <Suspense>
          <StageDialog
            request={request}
            scene={scene}
            onUse={(next) => {
              editDraft({ scene: next });
              setOpen(false);
              // The chip that opened it may have given way to that of the scene.
              setTimeout(focusPrompt, 0);
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

/** Milliseconds after which words that are not typed on are read again. */
const settledMs = 500;

/** Shown when the draft has a scene edited on the stage; lets it be edited again or removed, and says where the words say more. */
export function StageChip({ request, seed }: Pick<Parameters<typeof StageButton>[0], 'request' | 'seed'>) {
  const t = useText().compose;
  const { scene } = useStore(draftStore);
  const { scene: _, ...bare } = useSettled(request, settledMs) ?? { prompt: '' };
  const understood = useQuery({ ...modelSceneQuery(bare), enabled: bare.prompt !== '' });
  const anew = () => editDraft({ scene: undefined });
  return (
    <>
      <span className="chip-large">
        <StageButton request={request} seed={seed} className="chip-words" />
        <span className="quiet small">{t.stageEdited}</span>
        <IconButton icon="close" size={15} label={t.remove(t.stage)} onClick={anew} />
      </span>
      {scene !== undefined && (
        <Suspense>
          <Differences
            stage={scene}
            understood={understood.data}
            onChange={(next) => editDraft({ scene: next })}
            onAnew={anew}
          />
        </Suspense>
      )}
    </>
  );
}

/** Shown when the draft has a seed: the clip will be the one that the stage showed. The die draws another. */
export function SeedChip({ seed }: { seed: number }) {
  const t = useText().compose;
  return (
    <span className="chip-large">
      <span className="numbers">{t.seedIs(seed)}</span>
      <IconButton icon="die" size={15} label={t.seedNew} onClick={() => editDraft({ seed: randomSeed() })} />
      <IconButton icon="close" size={15} label={t.remove(t.seed)} onClick={() => editDraft({ seed: undefined })} />
    </span>
  );
}
