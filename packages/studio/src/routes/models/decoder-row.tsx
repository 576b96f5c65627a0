import { formatBytes } from '@akezora/contract';
import type { ModelEntry } from '@akezora/contract/api';
import { usePermissions } from '../../api/permissions.ts';
import { useText } from '../../i18n/index.ts';
import { RemoveWeights } from './remove-weights.tsx';

/** The tiny decoder of a family's models on this machine: its size, and removing it. */
export function DecoderRow({ decoder: { id, bytes } }: { decoder: NonNullable<ModelEntry['decoder']> }) {
  const t = useText().models;
  const may = usePermissions();
  return (
    <div className="family-decoder">
      <span className="small quiet">{t.decoder(id, formatBytes(bytes))}</span>
      {may.manage && <RemoveWeights id={id} name={id} text={t.decoderText} />}
    </div>
  );
}
