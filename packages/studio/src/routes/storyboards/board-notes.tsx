import type { GenerationPlan } from '@akezora/contract';
import type { StoryboardData } from '@akezora/contract/api';
import { Icon } from '../../components/icon.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { notesOf } from './card-notes.ts';

/** What the plan remarks on the cards: one line each, that leads to its card. */
export function BoardNotes({
  data,
  plan,
  onChoose,
}: {
  data: StoryboardData;
  plan: GenerationPlan;
  onChoose: (id: string) => void;
}) {
  const t = useText().tools.board;
  const language = useLanguage();
  const notes = notesOf(data, plan);
  if (notes.length === 0) return null;
  return (
    <ul className="board-notes" aria-label={t.notes}>
      {notes.map(({ card, text }) => (
        <li key={`${card?.id} ${text.en}`}>
          {card === null ? (
            <span className="plan-notice">
              <Icon name="info" size={14} /> {text[language]}
            </span>
          ) : (
            <button type="button" className="board-note" onClick={() => onChoose(card.id)}>
              <strong>{t.noteOf(card.number)}</strong> {text[language]}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
