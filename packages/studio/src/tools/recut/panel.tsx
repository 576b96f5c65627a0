import { useState } from 'react';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Button, Field, Range } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import type { RecutSettings } from './compile.ts';
import { Overview } from './overview.tsx';
import { PieceForm } from './piece-form.tsx';
import { addPiece } from './pieces.ts';

/** The pieces that are kept, clips that are joined to them, and the new seconds around them. */
export function RecutPanel({ settings: { pieces, after, prompt }, onChange }: PanelProps<RecutSettings>) {
  const t = useText();
  const words = t.tools.recut;
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <Overview pieces={pieces} after={after} />
      <ol className="pieces">
        {pieces.map((piece, index) => (
          <PieceForm
            key={piece.key}
            pieces={pieces}
            index={index}
            onChange={(changed) => onChange({ pieces: changed })}
          />
        ))}
      </ol>
      <Button kind="soft" icon="plus" onClick={() => setChoosing(true)}>
        {words.add}
      </Button>
      <Range
        label={words.after}
        min={0}
        max={10}
        step={0.5}
        value={after}
        format={t.shell.units.seconds}
        onChange={(seconds) => onChange({ after: seconds })}
      />
      <Field label={words.what}>
        <textarea className="area" value={prompt} onChange={(event) => onChange({ prompt: event.target.value })} />
      </Field>
      {choosing && (
        <ClipChooser
          title={words.add}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            onChange({ pieces: addPiece(pieces, chosen) });
            setChoosing(false);
          }}
        />
      )}
    </>
  );
}
