/** Art looked for by words of both languages. */
import { type ArtPiece, type ArtShelf, type Language, type ModelArt, nameOf } from '@akezora/contract';

/** Most pieces that are shown at once. */
const most = 120;
const rank: Readonly<Record<ArtPiece['kind'], number>> = { subject: 0, prop: 1, still: 2, drawn: 3 };

/** A text as it is compared with what is looked for: without the differences of width and case. */
export const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** What a piece is called in a language. */
export const nameOfPiece = ({ name, ja }: ArtPiece, language: Language): string =>
  language === 'ja' ? (ja ?? name) : nameOf(name, language);

/** How well a piece answers one word, 0 not at all. */
function score({ name, ja, aliases, tags }: ArtPiece, word: string): number {
  const names = [name, ja ?? '', ...aliases].map(plain);
  if (names.includes(word)) return 4;
  if (names.some((one) => one.startsWith(word) || one.split(' ').includes(word))) return 3;
  if (tags.some((tag) => plain(tag) === word)) return 2;
  return [...names, ...tags.map(plain)].some((one) => one.includes(word)) ? 1 : 0;
}

const called = new WeakMap<ModelArt, ReadonlyMap<string, ArtPiece>>();

/** The piece that a scene's actor of this name shows, as the engine finds it; undefined: none. What moves goes before what does not. */
export function pieceCalled(art: ModelArt, name: string): ArtPiece | undefined {
  let pieces = called.get(art);
  if (pieces === undefined) {
    const byWord = new Map<string, ArtPiece>();
    const shown = art.pieces.filter(({ kind }) => kind !== 'drawn');
    const ranked = shown.sort((a, b) => rank[a.kind] - rank[b.kind]);
    const words = [
      (piece: ArtPiece) => piece.aliases,
      (piece: ArtPiece) => [piece.name, piece.ja ?? piece.name],
      (piece: ArtPiece) => [piece.name.replace(/ face$/, ''), (piece.ja ?? piece.name).replace(/の顔$/, '')],
    ];
    for (const of of words)
      for (const piece of ranked)
        for (const word of of(piece).map(plain)) if (!byWord.has(word)) byWord.set(word, piece);
    pieces = byWord;
    called.set(art, pieces);
  }
  return pieces.get(plain(name));
}

/**
 * The art that all words of a text name, the best first; without words what lies on a shelf. What moves goes before what does not.
 * @param shelf Default: all
 */
export function foundOnShelf(
  pieces: readonly ArtPiece[],
  text: string,
  shelf: ArtShelf | undefined,
): readonly ArtPiece[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return pieces
    .filter(({ kind }) => kind !== 'drawn')
    .map((piece) => ({ piece, scores: words.map((word) => score(piece, word)) }))
    .filter(({ piece, scores }) => (words.length === 0 ? piece.shelf === shelf : !scores.includes(0)))
    .map(({ piece, scores }) => ({ piece, total: scores.reduce((sum, one) => sum + one, 0) }))
    .sort((a, b) => b.total - a.total || rank[a.piece.kind] - rank[b.piece.kind])
    .slice(0, most)
    .map(({ piece }) => piece);
}
