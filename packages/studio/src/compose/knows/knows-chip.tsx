import type { ModelCapabilities } from '@akezora/contract';
import { lazy, Suspense } from 'react';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { useStore } from '../../util/store.ts';
import { knownStore } from './known-store.ts';

const Knows = lazy(async () => ({ default: (await import('./knows.tsx')).Knows }));

/** A chip that opens pictures of all that the model can draw. */
export function KnowsChip({ model }: { model: ModelCapabilities }) {
  const t = useText().knows;
  const { open } = useStore(knownStore);
  return (
    <Panel
      label={t.open}
      open={open}
      onOpenChange={(next) => knownStore.set({ open: next, instead: undefined })}
      trigger={
        <button type="button" className="chip">
          <Icon name="grid" size={15} />
          <span>{t.open}</span>
        </button>
      }
    >
      <Suspense fallback={<div className="knows" />}>
        <Knows model={model} />
      </Suspense>
    </Panel>
  );
}
