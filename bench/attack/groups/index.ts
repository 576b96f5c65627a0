import type { Case } from '../case.ts';
import { guard } from './a-guard.ts';
import { signingIn } from './a-sign-in.ts';
import { factors } from './b-factors.ts';
import { others } from './b-others.ts';
import { providers } from './b-provider.ts';
import { rights } from './b-rights.ts';
import { openMode } from './c-open.ts';
import { forms } from './d-forms.ts';
import { media } from './d-media.ts';
import { archives } from './e-archives.ts';
import { leaks } from './f-leaks.ts';
import { ssrf } from './g-ssrf.ts';
import { disasters } from './h-disasters.ts';
import { models } from './i-models.ts';
import { supplyChain } from './j-supply-chain.ts';

const measuring = (cases: readonly Case[]): Case[] => cases.map((one) => ({ ...one, measures: true }));

/** Every attack, in the order of the list. */
export const groups: readonly Case[] = [
  ...guard,
  ...signingIn,
  ...others,
  ...rights,
  ...factors,
  ...providers,
  ...openMode,
  ...measuring(forms),
  ...measuring(media),
  ...measuring(archives),
  ...leaks,
  ...ssrf,
  ...disasters,
  ...models,
  ...supplyChain,
];
