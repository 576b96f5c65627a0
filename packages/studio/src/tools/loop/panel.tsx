import type { ClipDetail } from '@akezora/contract/api';
import { useState } from 'react';
import { Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { loop, type seams } from '../compile.ts';
import { SourcePlayer, useToolModel, Workbench } from '../workbench.tsx';

/** A clip that ends where it begins. */
export function Loop({ clip }: { clip: ClipDetail }) {
  const t = useText().tools.loop;
  const tool = useToolModel('loop', clip.model);
  const [length, setLength] = useState<keyof typeof seams>('normal');
  return (
    <Workbench before={<SourcePlayer clip={clip} />} origin="loop" tool={tool} request={loop(clip, length)}>
      <Segmented
        showLabel
        label={t.length}
        value={length}
        options={(['short', 'normal', 'long'] as const).map((value) => ({ value, text: t.lengths[value] }))}
        onChange={setLength}
      />
      <p className="hint">{t.hints[length]}</p>
    </Workbench>
  );
}
