import { useState } from 'react';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { ClipPlayer } from '../../components/clip-player.tsx';
import { Button } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import { type BlendSettings, withSecond } from './compile.ts';

/** Both clips, the second once it is chosen. */
export function BlendBefore({ clip, settings, onChange, model }: PanelProps<BlendSettings>) {
  const words = useText().tools.blend;
  const [choosing, setChoosing] = useState(false);
  const { second } = settings;
  return (
    <div className="pair">
      <ClipPlayer clip={clip} />
      {second === null ? (
        <div className="after-blank">
          <Button icon="plus" onClick={() => setChoosing(true)}>
            {words.choose}
          </Button>
        </div>
      ) : (
        <div>
          <ClipPlayer key={second.id} clip={second} />
          <Button kind="plain" onClick={() => setChoosing(true)}>
            {words.choose}
          </Button>
        </div>
      )}
      {choosing && (
        <ClipChooser
          title={words.second}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            onChange(withSecond(settings, clip, chosen, model));
            setChoosing(false);
          }}
        />
      )}
    </div>
  );
}
