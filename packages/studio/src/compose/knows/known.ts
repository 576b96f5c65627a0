/** What a model can draw, as pictures that are looked for by words of both languages. */
import {
  type ArtPiece,
  type ArtShelf,
  artShelves,
  cameraMoves,
  type Language,
  languages,
  type ModelArt,
  type ModelCapabilities,
  timesOfDay,
  weathers,
} from '@akezora/contract';
import { textsOf } from '../../i18n/every.ts';
import { foundOnShelf, nameOfPiece, plain } from '../../stage/shelf.ts';
import type { PutWords } from '../prompt-focus.ts';

/** Groups of what a model knows, in their order. */
export const knownGroups = [...artShelves, 'places', 'times', 'weathers', 'styles', 'moves'] as const;

/** A group of what a model knows. */
export type KnownGroup = (typeof knownGroups)[number];

/** What shows something that a model knows. */
export type KnownPicture =
  | { readonly kind: 'art'; readonly piece: ArtPiece }
  | { readonly kind: 'still'; readonly file: string }
  | { readonly kind: 'preset'; readonly id: string }
  | { readonly kind: 'move'; readonly move: (typeof cameraMoves)[number] };

/** Something that a model knows. A style is chosen; everything else is put into the prompt. */
export interface Known {
  readonly key: string;
  /** Its name in the language shown. */
  readonly name: string;
  readonly picture: KnownPicture;
  readonly does: { readonly preset: string } | { readonly put: PutWords };
}

/** Something that is looked for by its names in every language. */
interface Named extends Known {
  readonly names: readonly string[];
}

/** What is asked of all that a model knows. */
interface Asked {
  readonly group: KnownGroup;
  /** Words of either language that are looked for in every group. Empty: what is in the group. */
  readonly text: string;
  /** The language shown. */
  readonly language: Language;
  /** The language of the prompt. */
  readonly written: Language;
}

/** What a model knows. */
export function knownOf(model: ModelCapabilities, art: ModelArt, asked: Asked): readonly Known[] {
  const shelf = artShelves.find((one) => one === asked.group);
  const words = plain(asked.text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return shelf === undefined ? others(model, asked) : ofArt(art, shelf, asked);
  const found = knownGroups
    .flatMap((group) => others(model, { ...asked, group }))
    .filter(({ names }) => words.every((word) => names.some((name) => plain(name).includes(word))));
  return [...found, ...ofArt(art, undefined, asked)];
}

const ofArt = (art: ModelArt, shelf: ArtShelf | undefined, { text, language, written }: Asked): readonly Known[] =>
  foundOnShelf(art.pieces, text, shelf).map((piece) => {
    const name = nameOfPiece(piece, written);
    return {
      key: `art ${piece.name}`,
      name: nameOfPiece(piece, language),
      picture: { kind: 'art', piece },
      does: { put: { name, phrase: textsOf(written).knows.first(name), apart: true } },
    };
  });

/** What of a group is no art. */
function others(model: ModelCapabilities, { group, language, written }: Asked): readonly Named[] {
  const { knows } = textsOf(written);
  const named = (nameIn: (one: Language) => string) => ({ name: nameIn(language), names: languages.map(nameIn) });
  const put = (phrase: string, apart = false) => ({ put: { name: phrase, phrase, apart } });
  switch (group) {
    case 'places':
      return (model.places ?? []).map(({ id, name }) => ({
        key: `place ${id}`,
        ...named((one) => name[one]),
        picture: { kind: 'still', file: id.replaceAll(' ', '-') },
        does: {
          put: {
            name: written === 'en' ? id : (knows.places[id] ?? name[written]),
            phrase: knows.places[id] ?? name[written],
            apart: false,
          },
        },
      }));
    case 'times':
      return timesOfDay.map((id) => ({
        key: `time ${id}`,
        ...named((one) => textsOf(one).tools.stage.times[id]),
        picture: { kind: 'still', file: id },
        does: put(knows.times[id]),
      }));
    case 'weathers':
      return weathers.map((id) => ({
        key: `weather ${id}`,
        ...named((one) => textsOf(one).tools.stage.weathers[id]),
        // A clear day is the day.
        picture: { kind: 'still', file: id === 'clear' ? 'day' : id },
        does: put(knows.weathers[id]),
      }));
    case 'moves':
      return cameraMoves.map((move) => ({
        key: `move ${move}`,
        ...named((one) => textsOf(one).tools.stage.moves[move]),
        picture: { kind: 'move', move },
        does: put(knows.moves[move], true),
      }));
    case 'styles':
      return model.presets.map(({ id, name }) => ({
        key: `style ${id}`,
        ...named((one) => name[one]),
        picture: { kind: 'preset', id },
        does: { preset: id },
      }));
    default:
      return [];
  }
}
