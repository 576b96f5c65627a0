import type { DraftCard } from '@akezora/contract/api';
import { thumbnailOf } from '../../api/thumbnails.ts';
import { Icon } from '../../components/icon.tsx';
import { languageOfText } from '../../util/text-language.ts';

/** A card as a small picture: its thumbnail, or else its prompt. */
export function CardPicture({ card }: { card: DraftCard }) {
  const picture = thumbnailOf(card);
  return (
    <span className={`card-picture card-${card.kind}`}>
      {picture === undefined ? (
        <span className="card-words" lang={languageOfText(card.prompt)}>
          <span>{card.prompt || <Icon name="text" size={16} />}</span>
        </span>
      ) : (
        <img src={picture} alt="" loading="lazy" draggable={false} />
      )}
    </span>
  );
}
