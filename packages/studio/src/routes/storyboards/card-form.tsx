import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { Button, Field, Range } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { doubleCard, editCard, moveCard } from './cards.ts';

/** The selected card: its prompt, its time, and actions on it. */
export function CardForm({
  data,
  card,
  onChange,
  onSplit,
  onPut,
  onRemove,
}: {
  data: StoryboardData;
  card: DraftCard;
  /** @param kind Edits of the same kind without a pause are one step. */
  onChange: (data: StoryboardData, kind?: string) => void;
  onSplit: () => void;
  /** Shows a changed storyboard and chooses a card of it. */
  onPut: (next: { data: StoryboardData; id: string }) => void;
  onRemove: () => void;
}) {
  const t = useText();
  const words = t.tools.board;
  return (
    <>
      <Field label={words.prompt}>
        <textarea
          key={card.id}
          className="area"
          value={card.prompt}
          onChange={(event) => onChange(editCard(data, card.id, { prompt: event.target.value }), `words ${card.id}`)}
        />
      </Field>
      <Range
        label={words.at}
        min={0}
        max={data.seconds}
        step={0.25}
        value={card.at}
        format={(n) => t.shell.units.seconds(Number(short(n)))}
        onChange={(at) => onChange(moveCard(data, card.id, at))}
      />
      <div className="row">
        <Button icon="scissors" title={words.splitHint} aria-keyshortcuts="S" onClick={onSplit}>
          {words.split}
        </Button>
        <Button icon="copy" onClick={() => onPut(doubleCard(data, card.id))}>
          {words.duplicate}
        </Button>
        <Button icon="bin" disabled={data.cards.length < 2} onClick={onRemove}>
          {words.remove}
        </Button>
      </div>
    </>
  );
}
