/** Licences of the weights. The texts are in the repositories of the weights. */
import { apache, type Licence } from '../licences.ts';
import type { CogKind } from './checkpoints.ts';

/** `LICENSE` of CogVideoX-5b. */
const cogVideoX: Licence = {
  licence: 'CogVideoX License',
  licenceTerms: {
    commercial: 'no',
    text: {
      en: 'Free for academic research. Commercial use only after registration with the authors, and up to a number of visits a month. Forbidden uses of its list.',
      ja: '学術研究は無料です。商用利用には開発元への登録が必要で、月間の利用回数にも上限があります。禁止用途の一覧があります。',
    },
  },
};

/** Licence of a kind; of weights that are none of the published ones only where to look. */
export function licenceOf(kind: CogKind, published: boolean): Licence {
  if (!published) return { licence: 'CogVideoX (see the repository of the weights)' };
  return kind === '2b' ? apache : cogVideoX;
}
