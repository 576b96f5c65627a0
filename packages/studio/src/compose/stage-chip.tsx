import type { GenerationRequestInput } from '@akezora/contract';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { useText } from '../i18n/index.ts';
import { useStore } from '../util/store.ts';
import { draftStore, editDraft } from './draft.ts';

const StageDialog = lazy(async () => ({ default: (await import('../stage/stage-dialog.tsx')).StageDialog }));

/** Opens the stage for the prompt in the composer. */
export function StageButton({
  request,
  className,
}: {
  request: GenerationRequestInput | undefined;
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
        onClick={() => setOpen(true)}
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
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

/** Shown when the draft has a scene edited on the stage; lets it be edited again or removed. */
export function StageChip({ request }: { request: GenerationRequestInput | undefined }) {
  const t = useText().compose;
  return (
    <span className="chip-large">
      <StageButton request={request} className="chip-words" />
      <span className="quiet small">{t.stageEdited}</span>
      <IconButton icon="close" size={15} label={t.remove(t.stage)} onClick={() => editDraft({ scene: undefined })} />
    </span>
  );
}
