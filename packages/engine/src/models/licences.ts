/** Licences that weights of several families have. */
import type { ModelCapabilities } from '@akezora/contract';

/** A licence and what it comes to. */
export type Licence = Pick<ModelCapabilities, 'licence' | 'licenceTerms'>;

/** Apache 2.0. */
export const apache: Licence = {
  licence: 'Apache-2.0',
  licenceTerms: {
    commercial: 'yes',
    text: { en: 'Free for every use, commercial use included.', ja: '商用を含め、どのような用途にも無料で使えます。' },
  },
};
