/** Licences of the weights: Lightricks changed them with the versions. The texts are in the repositories of the weights. */
import type { Licence } from '../licences.ts';
import { isSince, type LtxVersion } from './checkpoints.ts';

/** 0.9.0 and 0.9.1: `ltx-video-2b-v0.9.1.license.txt`. */
const research: Licence = {
  licence: 'LTX-Video RAIL-M (research)',
  licenceTerms: {
    commercial: 'no',
    text: {
      en: 'For research and private use: no commercial use, and the forbidden uses of its list.',
      ja: '研究と個人での利用のみ。商用利用はできず、禁止用途の一覧があります。',
    },
  },
};

/** 0.9.5: `ltx-video-2b-v0.9.5.license.txt`. */
const openRail: Licence = {
  licence: 'OpenRAIL-M',
  licenceTerms: {
    commercial: 'yes',
    text: {
      en: 'Commercial use is allowed, except the forbidden uses of its list.',
      ja: '商用利用できます。禁止用途の一覧があります。',
    },
  },
};

/** 0.9.6 and later, with their upscalers and LoRAs: `LTX-Video-Open-Weights-License-0.X.txt`. */
const openWeights: Licence = {
  licence: 'LTXV Open Weights License 0.X',
  licenceTerms: {
    commercial: 'limited',
    text: {
      en: 'Free, for companies too, below 10 million US dollars of yearly revenue; above it a paid licence. Forbidden uses of its list; fine-tunes and LoRAs inherit the terms.',
      ja: '年間売上 1000万米ドル未満なら、商用でも無料で使えます。それ以上は有料ライセンスが必要です。禁止用途の一覧があり、追加学習したモデルや LoRA も同じ条件になります。',
    },
  },
};

/** Licence of a version; of weights without one only where to look. */
export function licenceOf(version: LtxVersion | undefined): Licence {
  if (version === undefined) return { licence: 'LTX-Video (see the repository of the weights)' };
  if (isSince(version, '0.9.6')) return openWeights;
  return isSince(version, '0.9.5') ? openRail : research;
}
