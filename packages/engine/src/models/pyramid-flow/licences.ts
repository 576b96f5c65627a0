/** Licences of the weights, as the repositories on the hub state them. */
import { apache, type Licence } from '../licences.ts';
import type { PyramidIdentity } from './checkpoints.ts';

/** MIT for what Pyramid Flow's authors trained; Stable Diffusion 3, which they began with, has terms of its own. */
const sd3: Licence = {
  licence: 'MIT, and Stability AI Community License for its base',
  licenceTerms: {
    commercial: 'limited',
    asks: true,
    text: {
      en: 'Trained from Stable Diffusion 3 Medium, whose terms hold too: commercial use is free below one million US dollars of yearly revenue and needs a licence of Stability AI above it.',
      ja: 'Stable Diffusion 3 Medium をもとに学習したモデルで、その利用規約にも従います。商用利用は年間売上100万米ドル未満なら無料、それ以上では Stability AI のライセンスが必要です。',
    },
  },
};

/** Licence of a model; of weights that are none of the published ones only where to look. */
export function licenceOf({ architecture, published }: Pick<PyramidIdentity, 'architecture' | 'published'>): Licence {
  if (!published) return { licence: 'Pyramid Flow (see the repository of the weights)' };
  return architecture === 'sd3' ? sd3 : apache;
}
