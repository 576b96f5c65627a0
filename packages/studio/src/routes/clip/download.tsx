import { type ClipDetail, conversionHeights } from '@akezora/contract/api';
import { useState } from 'react';
import { downloadClip, exportClips } from '../../components/clip-actions.ts';
import { Button, Select } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { codecNames } from '../../util/codec-names.ts';

/** Downloads the clip, in another format and height if wanted, or as a data set. */
export function Downloads({ clip }: { clip: ClipDetail }) {
  const t = useText().library.clip;
  const set = useText().library.exportSet;
  const [format, setFormat] = useState('');
  const [height, setHeight] = useState('');
  const heights = conversionHeights.filter((height) => height < clip.height);
  return (
    <Panel side="bottom" label={t.download} trigger={<Button icon="down">{t.download}</Button>}>
      <Select
        label={t.format}
        value={format}
        options={[
          { value: '', text: t.asMade },
          ...Object.entries(codecNames).map(([value, text]) => ({ value, text })),
        ]}
        onChange={setFormat}
      />
      <Select
        label={t.height}
        value={height}
        options={[{ value: '', text: t.asMade }, ...heights.map((h) => ({ value: String(h), text: `${h}p` }))]}
        onChange={setHeight}
      />
      <Button kind="strong" icon="down" onClick={() => downloadClip(clip, { format, height })}>
        {t.download}
      </Button>
      <Button kind="plain" onClick={() => void exportClips([clip.id])}>
        {set}
      </Button>
    </Panel>
  );
}
