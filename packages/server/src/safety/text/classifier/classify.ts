import { type Category, categories } from '../../categories.ts';
import { foldedView } from '../views.ts';
import { type Feature, featuresOf, hashOf, isLatin, tokenPattern } from './features.ts';
import { weights as shippedWeights, type Weights } from './weights.ts';

/** What the classifier finds: a category, and the words that weighed most for it. */
export interface Classified {
  readonly category: Category;
  readonly evidence: string;
}

const mostWords = 3;
/** With fewer features there is too little to weigh: a name, or a word or two. */
const fewestFeatures = 30;

/** Words that say nothing to a reader of a decision; they are shown only where nothing else weighed. */
const functionWords = new Set(
  'a an the and or but of to in on at by for from with as is are was were be been it its this that these those he she they we you i him her his them their our your my me us not no so do does did has have had will would can could should what who how when where while until then than there here all'.split(
    ' ',
  ),
);
const japanese = /[\u3041-\u30ff\u4e00-\u9fff]/;

/** Score of every category for the features of a folded view; the same on every machine up to rounding. */
export function scoresOf(features: readonly Feature[], { buckets, bytes, scales, biases }: Weights): number[] {
  const sums = new Float64Array(categories.length);
  const used = new Set(features.map(({ name }) => hashOf(name) % buckets));
  for (const bucket of used)
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + (bytes[bucket * sums.length + at] ?? 0);
  const share = Math.sqrt(Math.max(1, used.size));
  return [...sums].map((sum, at) => (biases[at] ?? 0) + (sum * (scales[at] ?? 0)) / share);
}

/**
 * The categories that a text belongs to by its words taken together, with the words that weighed most. Of a name or a
 * word or two it says nothing. A text of the length of a prompt
 * takes about a millisecond.
 */
export function classify(text: string, weights: Weights = shippedWeights()): Classified[] {
  const view = foldedView(text);
  const features = featuresOf(view);
  if (features.length < fewestFeatures) return [];
  const thresholds = weights.thresholds[japanese.test(view) ? 'ja' : 'en'];
  return scoresOf(features, weights).flatMap((value, at): Classified[] => {
    const category = categories[at];
    if (category === undefined || !(value > (thresholds[at] ?? Number.POSITIVE_INFINITY))) return [];
    return [{ category, evidence: evidenceOf(view, features, weights, at) }];
  });
}

/** The words, or the runs of kana and kanji, that spoke most for a category, in the order of the text. */
function evidenceOf(view: string, features: readonly Feature[], weights: Weights, category: number): string {
  const weight = new Float64Array(view.length);
  for (const { name, start, end } of features) {
    const byte = weights.bytes[(hashOf(name) % weights.buckets) * categories.length + category] ?? 0;
    for (let at = start; at < end; at++) weight[at] = (weight[at] ?? 0) + byte / (end - start);
  }
  const pieces = [...view.matchAll(tokenPattern)].map(({ 0: token, index }) =>
    heaviest(weight, index, index + token.length, isLatin(token)),
  );
  const heavy = pieces.filter(({ sum }) => sum > 0);
  const telling = heavy.filter(({ start, end }) => !functionWords.has(view.slice(start, end)));
  return (telling.length > 0 ? telling : heavy)
    .sort((a, b) => b.sum - a.sum)
    .slice(0, mostWords)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => view.slice(start, end))
    .join(' … ');
}

/** The part of a token with the greatest sum of weights; the whole of a word. */
function heaviest(weight: Float64Array, from: number, to: number, whole: boolean) {
  let best = { start: from, end: from, sum: 0 };
  let [start, sum] = [from, 0];
  for (let at = from; at < to; at++) {
    if (sum <= 0 && !whole) [start, sum] = [at, 0];
    sum += weight[at] ?? 0;
    if (whole ? at === to - 1 : sum > best.sum) best = { start, end: at + 1, sum };
  }
  return best;
}
