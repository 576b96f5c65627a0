import type { DraftCard } from '@akezora/contract/api';
import { api } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { languageOfText } from '../../util/text-language.ts';

/** Address of a card's thumbnail; null for a card without picture or video. */
export function pictureOf(card: DraftCard): string | null {
  if (card.clip !== undefined) return api.url(`/api/clips/${encodeURIComponent(card.clip)}/thumbnail`);
  return card.upload === undefined ? null : api.url(`/api/uploads/${encodeURIComponent(card.upload)}/thumbnail`);
}

/** A card as a small picture: its thumbnail, or else its prompt. */
export function CardPicture({ card }: { card: DraftCard }) {
  const picture = pictureOf(card);
  return (
    <span className={`card-picture card-${card.kind}`}>
      {picture === null ? (
        <span className="card-words" lang={languageOfText(card.prompt)}>
          <span>{card.prompt || <Icon name="text" size={16} />}</span>
        </span>
      ) : (
        <img src={picture} alt="" loading="lazy" draggable={false} />
      )}
    </span>
  );
}
